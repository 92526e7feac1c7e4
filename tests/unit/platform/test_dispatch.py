"""Which run is started when, with what, and what follows from its end; with the real runner."""

import itertools
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openfn_studio.domain.run import ExitCode, Limits
from openfn_studio.platform.dispatch.backoff import LONGEST_S, MOST_ATTEMPTS, pause_after
from openfn_studio.platform.dispatch.order import LONG_RUN_MS
from openfn_studio.store.queue import settling, waiting
from openfn_studio.store.records import RunPlace, RunStart
from tests.unit.platform.serving import STANDIN, GivenClock, Served, open_store, serving
from tests.unit.store.desk import start_of

ENDS_WITH = "fn(state => ({{ ...state, {0} }}));"
FAILS = "fn(state => { console.log('before'); throw new TypeError('no child'); });"
ENDLESS = "fn(state => new Promise(() => { const on = () => setTimeout(on, 100); on(); }));"
SHOWS = "fn(state => { console.log(JSON.stringify(state)); return state; });"


def shown(served: Served, number: int) -> dict[str, Any]:
    """Return the state a run of ``SHOWS`` began with."""
    line = next(one for one in served.get(f"/api/runs/{number}")["log"] if one.startswith("{"))
    return json.loads(line)


# ---------------------------------------------------------------- messages


def test_only_jobs_that_are_on_and_match_are_started_in_the_projects_order(served: Served):
    served.project()
    served.trigger({"form": "birth"}, name="births")
    served.trigger({"form": "death"}, name="deaths")
    served.job(name="off", autoprocess=False)
    served.job(name="second")
    served.job(name="other", trigger_id=2)
    served.job(name="archived", archived=True)
    served.job(name="third")

    served.send({"form": "birth"})
    served.send({"form": "marriage"})

    assert [run["job_name"] for run in served.runs()] == ["second", "third"]
    messages = served.get("/api/messages")
    assert [message["trigger_ids"] for message in messages] == [[], [1]]


def test_an_exclusion_keeps_a_message_from_its_job(served: Served):
    served.project()
    served.trigger({"form": "birth"}, exclusion={"practice": True})
    served.job(name="first")

    served.send({"form": "birth", "practice": True})
    served.send({"form": "birth", "practice": False})

    assert [run["message_id"] for run in served.runs()] == [2]


def test_runs_of_a_project_go_one_after_the_other_in_the_order_received(served: Served):
    served.clinic(expression="fn(s => new Promise(done => setTimeout(() => done(s), 30)));")

    for number in range(4):
        served.send({"n": number})
    runs = served.runs()

    assert [run["message_id"] for run in runs] == [1, 2, 3, 4]
    for earlier, later in itertools.pairwise(runs):
        assert earlier["finished_at"] <= later["started_at"]


def test_a_project_may_have_several_runs_at_once(served: Served, tmp_path: Path):
    """Each of two runs waits for the other: one after the other they would never end."""
    served.clinic()
    served.put("/api/projects/1", {"concurrency": 2})
    meeting = """fn(state => new Promise(done => {
      const look = () => (globalThis.x, done(state)); setTimeout(look, 300); }));"""
    served.put("/api/jobs/1", {"expression": meeting})

    for number in range(2):
        served.send({"n": number})
    first, second = served.runs()

    assert second["started_at"] < first["finished_at"]


def test_the_same_message_and_job_wait_ten_seconds_and_by_hand_are_told(
    timed: Served, clock: GivenClock
):
    timed.clinic()
    timed.send()
    timed.until_idle()
    clock.go_on(seconds=4)

    refused = timed.post("/api/messages/1/run", {"job_id": 1}, 429)
    timed.post("/api/messages/reprocess", {}, 202)
    timed.until_idle()
    (waits,) = timed.get("/api/queue")

    assert "again in 6 seconds" in refused["errors"]["detail"][0]
    assert datetime.fromisoformat(waits["not_before"]) == clock.moment + timedelta(seconds=6)
    clock.go_on(seconds=6)
    timed.wake()
    assert len(timed.runs()) == 2
    assert timed.get("/api/queue") == []


def test_a_job_that_was_archived_while_it_waited_is_not_run(timed: Served, clock: GivenClock):
    timed.clinic()
    timed.send()
    timed.until_idle()
    timed.post("/api/messages/reprocess", {}, 202)
    timed.until_idle()
    timed.delete("/api/jobs/1", 200)
    clock.go_on(seconds=20)
    timed.wake()

    assert len(timed.runs()) == 1
    assert timed.get("/api/queue") == []
    assert timed.get("/api/messages")[0]["jobs"] == [{"job_id": 1, "state": "success"}]


def test_a_run_can_be_taken_out_of_the_queue(timed: Served, clock: GivenClock):
    timed.clinic()
    timed.send()
    timed.until_idle()
    timed.post("/api/messages/reprocess", {}, 202)
    timed.until_idle()
    (waits,) = timed.get("/api/queue")

    timed.delete(f"/api/queue/{waits['id']}")
    timed.delete(f"/api/queue/{waits['id']}", 404)

    clock.go_on(seconds=20)
    timed.wake()
    assert len(timed.runs()) == 1


def test_the_queue_tells_its_length_and_about_how_long_it_takes(timed: Served):
    timed.clinic()
    before = timed.get("/api/projects/1")["queue"]
    timed.send()
    timed.until_idle()
    timed.post("/api/messages/reprocess", {}, 202)
    timed.until_idle()

    after = timed.get("/api/projects/1")["queue"]

    assert before == {"waiting": 0, "running": 0, "estimated_ms": None, "waits_because": None}
    assert after["waiting"] == 1
    assert after["estimated_ms"] >= 0


# ---------------------------------------------------------------- flow and catch


def test_a_flow_job_gets_the_final_state_of_the_one_before(served: Served):
    served.clinic(expression=ENDS_WITH.format("made: 1.5"))
    served.trigger(type="success", name="after first", job_id=1)
    served.job(name="second", trigger_id=2, expression=SHOWS)

    served.send({"a": 1})

    runs = served.runs()
    assert [(run["job_name"], run["cause"]) for run in runs] == [
        ("first", "message"),
        ("second", "flow"),
    ]
    assert (runs[1]["source_run_id"], runs[1]["message_id"]) == (1, None)
    state = shown(served, 2)
    assert (state["made"], state["data"]["a"]) == (1.5, 1)
    assert served.get("/api/runs/2")["chain"] == ["first"]


def test_a_catch_job_gets_the_failed_runs_beginning_and_its_log_as_lines(served: Served):
    served.clinic(expression=FAILS)
    served.trigger(type="failure", name="first failed", job_id=1)
    served.job(name="alarm", trigger_id=2, expression=SHOWS)

    served.send({"a": 1})

    first, second = served.runs()
    assert (first["exit_code"], first["success"], second["cause"]) == (1, False, "catch")
    state = shown(served, 2)
    assert state["data"] == {"__query_params": {}, "a": 1}
    assert any("TypeError" in line for line in state["error"])
    assert "before" in state["error"]


def test_jobs_that_start_each_other_in_a_circle_stop(served: Served):
    served.clinic()
    served.trigger(type="success", name="after first", job_id=1)
    served.job(name="second", trigger_id=2)
    served.trigger(type="success", name="after second", job_id=2)
    served.put("/api/jobs/1", {"trigger_id": 3})

    served.post("/api/messages", {"a": 1})
    served.post("/api/messages/1/run", {"job_id": 1}, 202)

    assert [run["job_name"] for run in served.runs()] == ["first", "second"]


# ---------------------------------------------------------------- cron and job state


def strike(served: Served, clock: GivenClock) -> None:
    """Let the clock's present minute begin."""

    async def now() -> None:
        await served.server.platform.cron.strike(clock.moment.replace(second=0))
        await served.server.platform.dispatcher.until_idle()

    served.server.call(now())


def cron(timed: Served, expression: str, **more: Any) -> None:
    timed.project()
    timed.trigger(type="cron", name="minutely", cron="* * * * *")
    timed.job(name="fetch", expression=expression, **more)


COUNTS = "fn(state => ({ ...state, n: (state.n || 0) + 1 }));"


def test_cron_starts_a_job_each_minute_once_with_the_state_it_ended_with(
    timed: Served, clock: GivenClock
):
    cron(timed, COUNTS)

    for _ in range(2):
        strike(timed, clock)
        strike(timed, clock)
        clock.go_on(minutes=1)

    runs = timed.runs()
    assert [run["cause"] for run in runs] == ["cron", "cron"]
    assert timed.get("/api/jobs/1/state")["n"] == 2
    assert timed.get("/api/runs/2")["final_state"]["n"] == 2


def test_a_clock_that_jumps_back_starts_no_minute_twice(timed: Served, clock: GivenClock):
    cron(timed, COUNTS)
    strike(timed, clock)

    clock.go_on(minutes=-30)
    strike(timed, clock)
    assert len(timed.runs()) == 1

    clock.go_on(days=-400)
    strike(timed, clock)
    assert len(timed.runs()) == 2


def test_a_failed_run_moves_no_cursor(timed: Served, clock: GivenClock):
    cron(timed, COUNTS)
    strike(timed, clock)
    timed.put("/api/jobs/1", {"expression": FAILS})
    clock.go_on(minutes=1)

    strike(timed, clock)

    assert [run["exit_code"] for run in timed.runs()] == [0, 1]
    assert timed.get("/api/jobs/1/state")["n"] == 1


def test_a_final_state_that_is_too_large_is_not_carried_and_the_log_says_so(
    timed: Served, clock: GivenClock
):
    cron(timed, "fn(state => ({ ...state, text: 'x'.repeat(50000) }));")

    strike(timed, clock)

    assert timed.runs()[0]["exit_code"] == 0
    assert timed.get("/api/jobs/1/state") == {}
    assert "more than the 50,000 that are kept" in timed.log(1)


def test_cron_is_run_now_by_hand_with_the_same_state(timed: Served, clock: GivenClock):
    cron(timed, COUNTS, autoprocess=False)
    strike(timed, clock)
    assert timed.runs() == []

    queued = timed.post("/api/jobs/1/run", code=202)
    timed.post("/api/jobs/1/run", code=202)

    assert [run["cause"] for run in timed.runs()] == ["by hand", "by hand"]
    assert timed.get("/api/jobs/1/state")["n"] == 2
    assert timed.get("/api/runs", queue_id=queued["queue_ids"][0], since="ever")[0]["id"] == 1


def test_a_job_without_a_clock_has_no_time_to_be_run_before(served: Served):
    served.clinic()

    refused = served.post("/api/jobs/1/run", code=422)

    assert "no cron trigger" in refused["errors"]["detail"][0]


def test_repeating_a_cron_run_moves_the_cursor_only_if_nobody_else_has(
    timed: Served, clock: GivenClock
):
    cron(timed, FAILS)
    strike(timed, clock)
    timed.put("/api/jobs/1", {"expression": COUNTS})

    timed.post("/api/runs/1/retry", code=202)
    timed.until_idle()
    assert timed.get("/api/jobs/1/state")["n"] == 1

    timed.post("/api/runs/1/retry", code=202)
    timed.until_idle()
    assert timed.get("/api/jobs/1/state")["n"] == 1


def test_the_state_of_a_cron_job_can_be_set_and_forgotten(timed: Served, clock: GivenClock):
    cron(timed, COUNTS)
    assert timed.put("/api/jobs/1/state", {"n": 41}) == {"n": 41}
    strike(timed, clock)
    assert timed.get("/api/jobs/1/state")["n"] == 42

    timed.delete("/api/jobs/1/state")
    timed.client.put("/api/jobs/1/state", content="[1]")

    assert timed.get("/api/jobs/1/state") == {}


# ---------------------------------------------------------------- how a job is run


def test_a_new_job_answers_its_requests_itself_and_logs_what_it_would_have_sent(served: Served):
    served.clinic(expression="post('https://register.example/children', { body: { a: 1 } });")

    served.send()

    (run,) = served.runs()
    log = served.log(1)
    assert (run["exit_code"], run["test_mode"]) == (0, True)
    assert "nothing is sent: POST https://register.example/children" in log
    assert '{"a":1}' in log


def test_a_job_whose_console_is_off_says_so_and_nothing_else(served: Served):
    served.clinic(no_console=True)

    served.send({"secret": "Sampley"})
    served.until_idle()

    log = served.log(1)
    assert "🔒 console has been disabled for this run" in log
    assert "Sampley" not in log


def test_a_pinned_adaptor_that_is_not_here_is_exit_3_with_what_to_do(timed: Served):
    timed.clinic(adaptor="http", adaptor_version="v1.2.3")

    timed.send()
    timed.until_idle()

    run = timed.get("/api/runs/1")
    assert (run["exit_code"], run["error"]["name"]) == (3, "StartError")
    assert "http@1.2.3 is not on this computer" in run["error"]["message"]
    assert "adaptors install" in run["error"]["fix"]


def test_a_run_that_could_not_start_is_tried_again_with_longer_pauses(
    timed: Served, clock: GivenClock
):
    timed.clinic(adaptor="http", adaptor_version="v1.2.3")
    timed.trigger(type="failure", name="failed", job_id=1)
    timed.job(name="alarm", trigger_id=2)
    timed.send()
    timed.until_idle()

    for seconds in (1, 2):
        (waits,) = timed.get("/api/queue")
        due = datetime.fromisoformat(waits["not_before"])
        assert due == clock.moment + timedelta(seconds=seconds)
        # The pair's ten seconds hold for attempts too.
        clock.go_on(seconds=10)
        timed.wake()

    runs = timed.get("/api/runs", since="ever")
    assert [run["attempt"] for run in runs] == [3, 2, 1]
    assert {run["message_id"] for run in runs} == {1}
    assert "alarm" not in [run["job_name"] for run in runs]
    timed.put("/api/jobs/1", {"adaptor": STANDIN, "adaptor_version": None})
    clock.go_on(seconds=10)
    timed.wake()
    assert [run["exit_code"] for run in timed.runs()] == [3, 3, 3, 0]


def test_pauses_double_from_a_second_to_a_quarter_of_an_hour():
    assert [pause_after(attempt) for attempt in (1, 2, 3, 10, 11, 99)] == [
        1, 2, 4, 512, LONGEST_S, LONGEST_S,
    ]  # fmt: skip
    assert LONGEST_S == 900
    assert MOST_ATTEMPTS == 20


def test_a_run_whose_message_is_gone_is_not_tried_again(timed: Served, clock: GivenClock):
    timed.clinic(adaptor="http", adaptor_version="v1.2.3")
    timed.send()
    timed.until_idle()
    clock.go_on(seconds=20)

    timed.delete("/api/messages/1")
    timed.wake()

    assert len(timed.runs()) == 1
    assert timed.get("/api/queue") == []
    refused = timed.post("/api/runs/1/retry", code=422)
    assert "was removed" in refused["errors"]["id"][0]


def test_a_run_is_stopped_by_hand(served: Served):
    served.clinic(expression=ENDLESS)
    served.send()
    begun = served.get("/api/runs", status="running")
    while not begun:
        begun = served.get("/api/runs", status="running")

    code = None
    while code != 202:
        # Until its process is there, there is nothing to stop.
        code = served.client.post("/api/runs/1/stop").status_code

    (run,) = served.runs()
    assert run["exit_code"] == ExitCode.STOPPED
    refused = served.post("/api/runs/1/stop", code=422)
    assert "is not on" in refused["errors"]["id"][0]


def test_a_runner_that_dies_ends_its_run_as_unexpected_and_the_next_one_runs(served: Served):
    served.clinic(expression="fn(state => process.exit(7));")
    served.put("/api/jobs/1", {"expression": "fn(s => { while (true) { s.x = [s.x, s.x]; } });"})
    served.send()
    served.until_idle()
    served.put("/api/jobs/1", {"expression": SHOWS})
    served.send({"b": 1})

    first, second = served.runs()

    assert first["exit_code"] in (ExitCode.UNEXPECTED, ExitCode.OUT_OF_MEMORY)
    assert second["exit_code"] == 0


def test_a_long_run_has_a_day_and_others_a_hundred_seconds():
    assert Limits().timeout_ms == 100_000
    assert LONG_RUN_MS == 24 * 60 * 60 * 1000


# ---------------------------------------------------------------- credentials


def test_a_job_gets_its_credential_and_its_log_hides_it(served: Served):
    served.project()
    served.trigger()
    body = {"baseUrl": "https://register.example", "password": "open-sesame-42"}
    served.post("/api/credentials", {"name": "register", "body": body, "project_ids": [1]})
    says = "fn(s => { console.log(s.configuration.password, s.configuration.baseUrl); return s; });"
    served.job(name="first", credential_id=1, expression=says)

    served.send()
    served.until_idle()

    log = served.log(1)
    assert "open-sesame" not in log
    assert "https://register.example" in log
    assert served.get("/api/runs/1/state")["data"] == {"__query_params": {}, "a": 1}
    assert "configuration" not in served.get("/api/runs/1/state")


def test_a_credential_without_values_is_exit_3_with_what_to_do(timed: Served):
    timed.project()
    timed.trigger()
    timed.post("/api/credentials", {"name": "register", "project_ids": [1]})
    timed.job(name="first", credential_id=1)

    timed.send()
    timed.until_idle()

    run = timed.get("/api/runs/1")
    assert run["exit_code"] == 3
    assert "has no values yet" in run["error"]["message"]
    assert "credentials edit 1" in run["error"]["fix"]


def test_while_the_vault_is_locked_runs_that_need_it_wait_and_say_so(served: Served):
    served.clinic()
    served.post(
        "/api/credentials", {"name": "a", "body": {"password": "123456"}, "project_ids": [1]}
    )
    served.job(name="needs", credential_id=1)
    assert served.vault is not None
    served.vault.lock()

    served.send()
    runs = served.runs()
    queue = served.get("/api/projects/1")["queue"]

    assert [run["job_name"] for run in runs] == ["first"]
    assert queue["waiting"] == 1
    assert "vault is locked" in queue["waits_because"]
    refused = served.post("/api/credentials", {"name": "b", "body": {"a": 1}}, 503)
    assert "locked" in refused["errors"]["detail"][0]
    served.vault.use_keychain()
    served.wake()
    assert [run["job_name"] for run in served.runs()] == ["first", "needs"]


# ---------------------------------------------------------------- crashes


def place(row: waiting.WaitingRow) -> RunPlace:
    return RunPlace(
        project_id=row.project_id, job_id=row.job_id, waiting_id=row.id, cause=row.cause,
        initial=row.initial, message_id=row.message_id,
    )  # fmt: skip


def test_after_a_crash_what_had_not_started_is_started_and_what_had_is_closed(
    tmp_path: Path, clock: GivenClock
):
    with serving(tmp_path, clock=clock, options={"starts_runs": False}) as served:
        served.clinic()
        served.trigger(type="failure", name="failed", job_id=1)
        served.job(name="alarm", trigger_id=2, expression=SHOWS)
        for number in range(2):
            served.send({"n": number})
    crashed = open_store(tmp_path, clock)
    project_id = crashed.read(lambda c: c.execute("SELECT id FROM project").fetchone()[0]).result()
    row = crashed.read(waiting.next_waiting, project_id, now_ms=2**62).result()
    assert row is not None
    start: RunStart = start_of(row, place(row))
    crashed.record_run(start).key.result()
    crashed.close()

    with serving(tmp_path, clock=clock) as served:
        runs = served.runs()
        messages = served.get("/api/messages")

    assert [(run["job_name"], run["exit_code"]) for run in runs] == [
        ("first", 5),
        ("first", 0),
        ("alarm", 0),
    ]
    assert runs[0]["error"]["name"] == "Interrupted"
    assert [message["jobs"][0]["state"] for message in messages] == ["success", "failure"]


def test_what_follows_from_an_end_is_made_up_for_after_a_crash(tmp_path: Path, clock: GivenClock):
    with serving(tmp_path, clock=clock, options={"starts_runs": False}) as served:
        served.clinic()
        served.trigger(type="success", name="after", job_id=1)
        served.job(name="second", trigger_id=2)
        served.send()
    crashed = open_store(tmp_path, clock)
    project_id = crashed.read(lambda c: c.execute("SELECT id FROM project").fetchone()[0]).result()
    row = crashed.read(waiting.next_waiting, project_id, now_ms=2**62).result()
    assert row is not None
    recorder = crashed.record_run(start_of(row, place(row)))
    recorder.event({"type": "finished", "exit_code": 0, "state": {"data": {}}})
    recorder.close()
    assert len(crashed.read(settling.read_unsettled).result()) == 1
    crashed.close()

    with serving(tmp_path, clock=clock) as served:
        runs = served.runs()

    assert [run["job_name"] for run in runs] == ["first", "second"]


def test_stopping_the_server_interrupts_what_does_not_end_soon(tmp_path: Path, clock: GivenClock):
    with serving(tmp_path, clock=clock, options={"grace_s": 0.0}) as served:
        served.clinic(expression=ENDLESS)
        served.send()
        while not served.get("/api/runs", status="running"):
            pass

    with serving(tmp_path, clock=clock) as served:
        (run,) = served.runs()

    assert (run["exit_code"], run["error"]["name"]) == (5, "Interrupted")


# ---------------------------------------------------------------- what runs say and share


def test_a_runs_log_begins_with_the_versions(served: Served):
    served.clinic()
    served.send()
    served.until_idle()

    first = served.get("/api/runs/1")["log"][0]

    assert "OpenFn Studio" in first
    assert "Node.js v" in first
    assert f"{STANDIN}@" in first


def test_each_project_has_a_queue_of_its_own(served: Served):
    """The first project's run would never end by itself; the other's is not kept waiting."""
    served.clinic(expression=ENDLESS)
    other = served.project("Other")
    served.trigger(project_id=2, name="all")
    served.job(project_id=2, name="quick", trigger_id=2)
    served.client.post(served.get("/api/projects/1")["inbox_url"], json={})
    served.client.post(other["inbox_url"], json={})

    ended: list[Any] = []
    while not ended:
        ended = served.get("/api/runs", project_id=2, status="success")

    assert served.get("/api/runs", project_id=1, status="running")
    code = 0
    while code != 202:
        code = served.client.post("/api/runs/1/stop", params={"project_id": 1}).status_code
    served.until_idle()
