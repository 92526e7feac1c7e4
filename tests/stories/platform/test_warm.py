"""From the documented curl call to the end of its run, with a process that is ready."""

import time
from pathlib import Path

import httpx

from tests.stories.platform.serving import serve

STANDIN = "openfn-studio-standin"
BUDGET_S = 1.0
ATTEMPTS = 5
"""Of several times the best counts: others may use this computer's processors."""


def test_the_documented_message_is_run_within_a_second_when_warm(tmp_path: Path):
    with serve(tmp_path / "data") as running:
        own = running.post("/api/projects", {"name": "Own"})
        trigger = {
            "project_id": own["id"], "name": "foo", "type": "message", "criteria": {"foo": "bar"},
        }  # fmt: skip
        number = running.post("/api/triggers", {"trigger": trigger})["id"]
        job = {
            "project_id": own["id"], "name": "job", "adaptor": STANDIN, "trigger_id": number,
            "expression": "fn(state => state);", "autoprocess": True,
        }  # fmt: skip
        running.post("/api/jobs", {"job": job})
        times: list[float] = []
        with running.client as client:
            for attempt in range(ATTEMPTS):
                began = time.monotonic()
                sent = httpx.post(
                    own["inbox_url"],
                    content='{"foo":"bar", "baz":"qux"}',
                    headers={"Content-Type": "application/json", "Cache-Control": "no-cache"},
                )
                assert (sent.status_code, sent.content) == (200, b"{}")
                query = {"project_id": own["id"], "status": "success"}
                while len(client.get("/api/runs", params=query).json()) <= attempt:
                    continue
                times.append(time.monotonic() - began)

    assert min(times) < BUDGET_S, times
