"""A runner that dies, hangs or talks nonsense: the window says so and goes on."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from openfn_studio.runner.runner import Patience
from openfn_studio.workbench.running.assembly import Seams
from tests.runners.launching import launcher_of
from tests.stories.window.conftest import Hands

QUICK = Patience(boot=1.0, grace=0.3, stop=0.3, terminate=0.3, leave=0.3)

Start = Callable[[str], Hands]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Generator[Start]:
    """Open a window whose runner is one of ``tests/runners``."""
    opened: list[Hands] = []

    def begin(program: str) -> Hands:
        seams = Seams(launcher=lambda _: launcher_of(program), patience=QUICK)
        opened.append(Hands(qapp, tmp_path, "light", seams=seams))
        opened[0].show()
        opened[0].frame.activateWindow()
        return opened[0]

    yield begin
    for hands in opened:
        hands.close()


@pytest.mark.parametrize("program", ["exits_early", "half_line", "silent", "wrong_version"])
def test_the_run_ends_and_typing_goes_on(start: Start, program: str) -> None:
    hands = start(program)
    hands.bench.preferences.set("run.timeout_ms", 1_000)
    hands.open_sample()
    hands.start_run()
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.is_over
    if run.exit_code:
        assert run.error is not None
        assert run.error.message
    hands.type("// still here ")
    assert hands.text.startswith("// still here ")
    assert not hands.actions.reason_against("run:job")


def test_a_runner_that_ignores_stop_is_ended(start: Start) -> None:
    hands = start("ignores_stop")
    hands.open_sample()
    hands.until(lambda: not hands.actions.reason_against("run:job"))
    hands.press("Ctrl+Return")
    hands.until(lambda: hands.bench.running.runs.is_running)
    hands.press("Shift+F5")
    hands.until(lambda: not hands.bench.running.runs.is_busy)
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code not in (0, None)
