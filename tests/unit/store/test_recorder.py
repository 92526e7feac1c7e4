import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import openfn_studio
from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import check
from openfn_studio.store.store import Store
from tests.unit.store.conftest import Record, start

ROOT = Path(openfn_studio.__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
CHILD = """
import sys
from pathlib import Path
from openfn_studio.clock import SystemClock
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.store import Store
from tests.unit.store.conftest import compiled, start
store = Store(Path(sys.argv[1]), SystemClock())
recorder = store.record_run(start())
recorder.event(compiled("fn", "fn"))
recorder.event({"type": "operation_started", "index": 0, "ms": 5.0})
recorder.event({"type": "log", "level": "info", "text": "first", "ms": 7.0})
recorder.key.result()
"""
KILLED = (
    CHILD
    + """
store.pin(recorder.key.result().id).result()
print("recording", flush=True)
while True:
    recorder.event({"type": "log", "level": "info", "text": "x" * 1000, "ms": 8.0})
"""
)
FILLS = (
    CHILD
    + """
for _ in range(3000):
    recorder.event({"type": "log", "level": "info", "text": "x" * 1000, "ms": 8.0})
try:
    recorder.event({"type": "finished", "exit_code": 0})
    recorder.close()
except EnvironmentProblem as problem:
    print(problem)
print(len(store.read_log(recorder.key.result().id, limit=10_000).result()) > 0)
store.close()
"""
)


def killed_while_recording(database: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(database)], stdout=subprocess.PIPE, env=ENVIRONMENT
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"recording\n"
        child.send_signal(signal.SIGKILL)


def test_a_run_whose_process_was_killed_is_interrupted_at_the_next_opening(
    tmp_path: Path, clock: Clock
):
    database = tmp_path / "local.sqlite"
    killed_while_recording(database)

    store = Store(database, clock)

    (summary,) = store.list_runs("p").result()
    run = store.read_run(summary.key.id).result()
    assert (summary.exit_code, summary.is_pinned) == (5, True)
    assert run.error is not None
    assert run.error["name"] == "Interrupted"
    assert summary.finished_at is not None
    assert (summary.finished_at - summary.started_at).total_seconds() in (0.007, 0.008)
    assert [operation.status for operation in run.operations] == ["interrupted", "pending"]
    assert store.read_log(summary.key.id, limit=1).result()[0].text == "first"
    store.close()
    assert check(database) == []
    assert list((tmp_path / "local.sqlite.sessions").iterdir()) == []


def test_the_run_of_a_process_that_lives_is_left_alone(store: Store, clock: Clock):
    recorder = store.record_run(start())
    key = recorder.key.result()

    second = Store(store.path, clock)

    assert second.read_run(key.id).result().summary.exit_code is None
    recorder.event({"type": "finished", "exit_code": 0})
    recorder.close()
    assert second.read_run(key.id).result().summary.exit_code == 0
    second.close()


def test_two_windows_record_into_one_database(store: Store, clock: Clock):
    second = Store(store.path, clock)
    recorders = [one.record_run(start()) for one in (store, second, store, second)]
    for recorder in recorders:
        recorder.event({"type": "finished", "exit_code": 0})

    numbers = sorted(recorder.close().number for recorder in recorders)

    assert numbers == [1, 2, 3, 4]
    second.close()


def test_a_run_that_is_open_when_the_store_closes_is_interrupted(store: Store, clock: Clock):
    key = store.record_run(start()).key.result()
    store.close()

    again = Store(store.path, clock)

    assert again.read_run(key.id).result().summary.exit_code == 5
    again.close()


def test_a_run_that_could_not_say_how_it_ended_is_told_by_its_caller(store: Store):
    recorder = store.record_run(start())

    key = recorder.close(exit_code=3)

    assert store.read_run(key.id).result().summary.exit_code == 3


def test_what_the_run_said_itself_wins(store: Store):
    recorder = store.record_run(start())
    recorder.event({"type": "finished", "exit_code": 1})

    key = recorder.close(exit_code=5)

    assert store.read_run(key.id).result().summary.exit_code == 1


def test_events_from_a_fast_producer_all_arrive_in_order(store: Store):
    recorder = store.record_run(start())
    for number in range(50_000):
        recorder.event({"type": "log", "level": "info", "text": str(number), "ms": number})

    key = recorder.close(exit_code=0)

    lines = store.read_log(key.id, limit=100_000).result()
    assert [int(line.text) for line in lines] == list(range(50_000))


def test_many_runs_at_once_keep_their_events_apart(store: Store):
    def run(name: str) -> None:
        recorder = store.record_run(start(job=name))
        for _ in range(200):
            recorder.event({"type": "log", "level": "info", "text": name})
        recorder.close(exit_code=0)

    threads = [threading.Thread(target=run, args=(f"job {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for summary in store.list_runs("p").result():
        lines = store.read_log(summary.key.id).result()
        assert [line.text for line in lines] == [summary.job] * 200


def test_a_fault_in_an_event_stops_the_recording_and_is_told(store: Store, record: Record):
    recorder = store.record_run(start())
    recorder.event({"type": "log"})

    with pytest.raises(KeyError):
        recorder.close(exit_code=0)

    assert isinstance(recorder.problem, KeyError)
    assert record().number == 2


def test_recording_into_a_closed_store_is_told_and_harms_nothing(store: Store):
    recorder = store.record_run(start())
    recorder.key.result()
    store.close()

    recorder.event({"type": "log", "level": "info", "text": "late"})

    with pytest.raises(EnvironmentProblem, match="closed"):
        recorder.close(exit_code=0)


def assert_the_full_disk_is_survived(said: str, database: Path, clock: Clock) -> None:
    problem, could_read = said.splitlines()
    assert "local.sqlite cannot be used" in problem
    assert could_read == "True"
    store = Store(database, clock)
    (summary,) = store.list_runs("p").result()
    assert summary.exit_code == 5
    assert store.record_run(start()).close(exit_code=0).number == 2
    store.close()
    assert check(database) == []


def test_a_file_that_may_not_grow_stops_the_recording_but_neither_run_nor_database(
    tmp_path: Path, clock: Clock
):
    limit = 600_000
    code = f"import resource; resource.setrlimit({resource.RLIMIT_FSIZE}, ({limit}, {limit}))"
    database = tmp_path / "local.sqlite"

    ran = subprocess.run(
        [sys.executable, "-c", code + FILLS, str(database)],
        check=True, capture_output=True, text=True, env=ENVIRONMENT,
    )  # fmt: skip

    assert_the_full_disk_is_survived(ran.stdout, database, clock)


def can_mount() -> bool:
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_mount(), reason="no right to mount a small disk")
def test_a_full_disk_stops_the_recording_but_neither_run_nor_database(tmp_path: Path, clock: Clock):
    full, saved = tmp_path / "full", tmp_path / "saved"
    full.mkdir()
    saved.mkdir()
    script = (
        f"mount -t tmpfs -o size=1m none '{full}'"
        f' && "$0" -c "$1" "{full}/local.sqlite" && cp -r "{full}/." "{saved}"'
    )

    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, FILLS],
        check=True, capture_output=True, text=True, env=ENVIRONMENT,
    )  # fmt: skip

    assert "disk is full" in ran.stdout
    assert_the_full_disk_is_survived(ran.stdout, saved / "local.sqlite", clock)
