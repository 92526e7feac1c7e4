"""A real run kept in the store: its requests, its log, and its state after every operation."""

import json
from pathlib import Path

import msgspec

from openfn_studio.cli.inputs import stub_rules
from openfn_studio.clock import SystemClock
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner import protocol
from openfn_studio.runs.runs import Runs
from openfn_studio.store.records import RunStart
from openfn_studio.store.store import Store
from tests.stories.conftest import Adaptor
from tests.stories.test_sample_jobs import login, request_for

STANDIN = "openfn-studio-standin"


def test_a_recorded_run_gives_back_what_happened(
    adaptor: Adaptor, runs: Runs, sample: Path, tmp_path: Path
) -> None:
    request = request_for(
        sample,
        "register-child",
        adaptor(STANDIN),
        configuration=login("https://register.example"),
        http_mode=HttpMode.TEST,
        rules=stub_rules(sample / "stubs.yaml", is_test=True),
    )
    store = Store(tmp_path / "runs.sqlite", SystemClock())
    start = RunStart("clinic", "clinic", "register-child", request.text, Dialect.V1, HttpMode.TEST)
    recorder = store.record_run(start)
    finished: list[protocol.Finished] = []

    def sink(event: protocol.AnyEvent) -> None:
        if isinstance(event, protocol.Finished):
            finished.append(event)
        else:
            recorder.event(msgspec.to_builtins(event))

    result = runs.start(request, sink).result(60)
    recorder.event({**msgspec.to_builtins(finished[0]), "state": result.state})
    key = recorder.close()
    kept = store.read_run(key.id).result()
    before = [store.state_before(key.id, index).result() for index in range(4)]
    final = store.read_final_state(key.id).result()
    store.close()

    message = json.loads((sample / "samples" / "registration.json").read_text())
    assert kept.summary.exit_code == 0
    assert [operation.status for operation in kept.operations] == ["finished"] * 4
    assert [(e.method, e.status) for e in kept.exchanges] == [("POST", 201), ("GET", 200)]
    assert before[0]["data"]["form"] == message["form"]
    assert before[2]["data"]["id"] == 4711
    assert "registered" not in before[3]
    assert final == result.state
    kept_files = [path for path in tmp_path.glob("runs.sqlite*") if path.is_file()]
    assert kept_files
    assert not any(b"open-sesame" in path.read_bytes() for path in kept_files)
