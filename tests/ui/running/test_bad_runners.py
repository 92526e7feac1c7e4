"""A runner that dies, hangs or talks nonsense, and a history that cannot be written."""

from pathlib import Path

import pytest

from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.runner.launch import Launcher
from openfn_studio.runner.runner import Patience
from tests.runners.launching import launcher_of
from tests.ui.running.conftest import Bench, MakeBench

QUICK = Patience(boot=1.0, grace=0.3, stop=0.3, terminate=0.3, leave=0.3)


def launcher(name: str) -> Launcher:
    return launcher_of(name)


@pytest.mark.parametrize(
    ("program", "exit_code"),
    [
        ("exits_early", None),
        ("half_line", None),
        ("bad_json", ExitCode.ENGINE_FAULT),
        ("huge_line", None),
        ("wrong_version", ExitCode.ENGINE_FAULT),
        ("silent", None),
        ("floods_stderr", None),
    ],
)
def test_whatever_the_runner_does_the_run_ends_and_the_window_goes_on(
    make_bench: MakeBench, program: str, exit_code: int | None
):
    bench = make_bench(launcher=lambda _: launcher_of(program), patience=QUICK)
    bench.around.preferences.set("run.timeout_ms", 1_000)
    buffer = bench.open_job("register-child")

    run = bench.run(buffer)

    assert run.exit_code is not None
    assert exit_code is None or run.exit_code == exit_code
    if run.exit_code:
        assert run.error is not None
        assert run.error.message
    assert not any(one.status in ("running", "waiting") for one in run.operations)
    assert not bench.running.runs.is_busy
    assert bench.wait_kept().exit_code == run.exit_code


def test_a_runner_that_ignores_stop_is_ended(make_bench: MakeBench):
    bench = make_bench(launcher=lambda _: launcher_of("ignores_stop"), patience=QUICK)
    buffer = bench.open_job("register-child")
    runs = bench.running.runs
    with bench.qtbot.waitSignal(runs.started):
        runs.run(buffer.id)

    run = bench.to_the_end(runs.stop)

    assert run.exit_code == ExitCode.STOPPED


def test_without_a_data_folder_that_can_be_written_jobs_still_run(
    make_bench: MakeBench, data: DataFolder
):
    (data.root / "databases").parent.mkdir(parents=True, exist_ok=True)
    (data.root / "databases").write_text("a file where a folder should be")
    bench = make_bench()
    told: list[StudioError] = []
    bench.running.runs.history_failed.connect(told.append)
    buffer = bench.open_job("register-child")

    first, second = bench.run(buffer), bench.run(buffer)
    bench.qtbot.waitUntil(lambda: bool(told))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.number is None
    assert len(bench.running.runs.log(second.id)) == second.log_lines
    assert len(told) == 1
    assert "databases" in told[0].what


def test_a_damaged_history_is_kept_aside_from_runs(make_bench: MakeBench, data: DataFolder):
    file = data.databases / "window.sqlite"
    file.write_bytes(b"this is no database " * 1_000)
    bench = make_bench()
    buffer = bench.open_job("register-child")

    with bench.qtbot.waitSignal(bench.running.runs.history_failed):
        run = bench.run(buffer)

    assert run.exit_code == 0
    assert file.read_bytes().startswith(b"this is no database")


def test_closing_while_a_run_is_on_ends_its_process_and_keeps_the_run(
    make_bench: MakeBench, sample_folder: Path
):
    bench = make_bench()
    buffer = bench.open_job("register-child")
    bench.type(buffer, "alterState(state => {\n  for (;;) {}\n});")
    runs = bench.running.runs
    runs.run(buffer.id)
    bench.qtbot.waitUntil(lambda: any(one.operations for one in bench.facts))

    bench.running.close()

    again = make_bench()
    again.open_project()
    row = again.running.archive.store().list_runs(str(sample_folder)).result()[0]
    assert row.exit_code == ExitCode.STOPPED


def test_a_bench_that_is_unused_starts_nothing(bench: Bench):
    bench.running.runs.stop()
    bench.running.runs.step()
    bench.running.runs.resume()
    bench.running.runs.prepare()

    assert bench.running.runs.current is None
