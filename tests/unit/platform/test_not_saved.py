"""Runs whose result cannot be kept, because the disk is full."""

from typing import Any

from openfn_studio.domain.run import ExitCode
from tests.unit.platform.serving import Served

LOGS_MUCH = """fn(state => new Promise(done => setTimeout(() => {
  for (let i = 0; i < 400; i++) console.log(i, 'x'.repeat(2000));
  done(state);
}, 500)));"""


def limit(served: Served, pages: int | None) -> None:
    def work(connection: Any) -> None:
        most = pages or connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {most}")

    served.store.write(work).result()


def test_a_run_whose_end_cannot_be_kept_is_exit_4_as_soon_as_it_can_and_not_repeated(
    served: Served,
):
    served.clinic(expression=LOGS_MUCH)
    served.trigger(type="failure", name="failed", job_id=1)
    served.job(name="alarm", trigger_id=2)
    served.send()
    while not served.get("/api/runs", status="running"):
        pass

    limit(served, None)
    while served.get("/api/runs", status="running"):
        pass
    limit(served, 1_000_000)
    served.wake()

    first, *others = served.runs()
    assert first["exit_code"] == ExitCode.NOT_SAVED
    assert first["error"]["name"] == "NotSaved"
    assert "disk is full" in first["error"]["message"]
    assert [run["job_name"] for run in others] == ["alarm"]


def test_a_run_that_cannot_be_begun_stays_in_the_queue(served: Served):
    served.clinic(autoprocess=False)
    served.send()
    served.put("/api/jobs/1", {"expression": "// " + "x" * 100_000 + "\nfn(s => s);"})
    limit(served, None)

    queued = served.client.post("/api/messages/1/run", json={"job_id": 1})
    served.until_idle()
    waiting = served.get("/api/queue")
    limit(served, 1_000_000)
    served.wake()

    if queued.status_code == 202:
        assert len(waiting) == 1
        assert [run["exit_code"] for run in served.runs()] == [0]
    else:
        assert (queued.status_code, waiting) == (503, [])
