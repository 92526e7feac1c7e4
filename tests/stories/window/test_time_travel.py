"""Time travel: who set a value, who reads it, and how two runs differ."""

from PySide6.QtWidgets import QApplication

from openfn_studio.ui.runs.panel import RunsPanel
from tests.stories.window.conftest import Hands


def test_who_set_it_and_who_reads_it(hands: Hands) -> None:
    hands.open_sample()
    hands.start_run()
    state = hands.window.panels.state
    while hands.bench.travel.has_next:
        hands.press("Alt+]")
    state.reveal(("record", "externalId"))
    hands.until(lambda: state.bar.path == ("record", "externalId") and state.bar.read.isVisible())
    hands.until(lambda: state.bar.set_by.isVisible())

    assert state.bar.set_by.text() == "Set by operation 1"
    assert state.bar.read.text() == "Read at line 22"
    hands.click(state.bar.read)
    assert hands.pane.editor.caret.line == 22
    assert hands.pane.isAncestorOf(hands.focus)

    hands.click(state.bar.set_by)
    operation = hands.bench.travel.operation
    assert operation is not None
    assert operation.index == 0


def test_two_runs_are_compared(hands: Hands) -> None:
    hands.open_sample()
    hands.start_run()
    hands.put(hands.text.replace("state.registered = true", "state.registered = 'yes'"))
    hands.start_run()
    hands.press("Ctrl+Shift+R")
    runs = hands.window.panels.runs
    assert isinstance(runs, RunsPanel)
    hands.until(lambda: len(runs.model.rows) == 2)
    runs.table.selectAll()
    hands.until(runs.compare.isEnabled)
    hands.click(runs.compare)

    state = hands.window.panels.state
    hands.until(lambda: state.moments.is_aside and state.showing.contents is not None)
    hands.until(lambda: _changed(hands) == [("registered",)])


def test_the_last_run_of_a_job_is_in_view_when_the_program_starts_again(
    hands: Hands, qapp: QApplication
) -> None:
    hands.open_sample()
    hands.start_run()
    hands.until(lambda: len(hands.bench.running.kept.rows) == 1)
    hands.bench.project.close()
    hands.until(lambda: hands.bench.project.fact is None)

    again = Hands.beside(hands, qapp)
    again.show()
    again.open_sample()

    again.until(lambda: again.bench.travel.run is not None)
    run = again.bench.travel.run
    assert run is not None
    assert run.job == "register-child"
    assert [operation.name for operation in run.operations][1] == "post"
    again.close()


def _changed(hands: Hands) -> list[object]:
    contents = hands.window.panels.state.showing.contents
    return [change.path for change in contents.changes] if contents else []
