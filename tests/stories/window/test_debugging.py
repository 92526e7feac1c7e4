"""Debugging: breakpoints, steps, a state edited while the run waits, conditions, errors."""

from openfn_studio.ui.runbar.condition_dialog import ConditionDialog
from tests.stories.window.conftest import Hands


def waits_at(hands: Hands) -> int | None:
    """The operation the run waits before, from 0."""
    run = hands.bench.running.runs.current
    return run.waiting_at.index if run is not None and run.waiting_at is not None else None


def begin(hands: Hands, line: int) -> None:
    """Put a breakpoint on a line of the sample's job, and debug up to it."""
    hands.open_sample()
    hands.until_read()
    hands.pane.go_to(line)
    hands.press("F9")
    hands.until(lambda: not hands.actions.reason_against("run:job"))
    hands.press("F5")


def test_wait_edit_the_state_step_and_go_on(hands: Hands) -> None:
    places: list[tuple[int, str]] = []
    hands.bench.running.runs.waiting.connect(lambda f: places.append((f.operation, f.when)))
    begin(hands, 17)
    hands.until(lambda: waits_at(hands) == 1)
    assert hands.actions.reason_against("run:job") == "A run is going on. Stop it first."

    # The state is edited, by keyboard, while the run waits.
    state = hands.window.panels.state
    hands.until(lambda: state.head.offers_edit)
    state.head.edit_wanted.emit()
    editor = state.pages.editor
    hands.until(lambda: editor.field.hasFocus())
    text = editor.field.toPlainText()
    assert '"weightKg": 3.15' in text
    editor.field.setPlainText(text.replace("3.15", "77"))
    hands.press("Ctrl+Return")
    hands.until(lambda: not state.waiting.is_editing)

    # A step goes to the next operation.
    hands.press("F10")
    hands.until(lambda: places[-1] == (2, "before"))
    hands.press("F5")
    hands.until(lambda: not hands.bench.running.runs.is_busy)
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code == 0
    body = run.exchanges[0].request_body
    assert body is not None
    assert '"weightKg":77' in (body.text or "")


def test_a_condition_decides_and_shift_f5_stops(hands: Hands) -> None:
    hands.open_sample()
    hands.until_read()
    hands.pane.go_to(17)
    hands.press("Ctrl+F9")
    dialog = hands.dialog(ConditionDialog)
    hands.until(dialog.condition.hasFocus)
    hands.type("state.record.weightKg > 100")
    hands.press("Return")
    hands.come_back()
    points = hands.bench.running.breakpoints.of(hands.pane.buffer.id)
    assert [point.condition for point in points] == ["state.record.weightKg > 100"]
    hands.start_run("F5")
    first = hands.bench.running.runs.current
    assert first is not None
    assert first.exit_code == 0

    hands.press("Ctrl+F9")
    dialog = hands.dialog(ConditionDialog)
    dialog.condition.setText("state.record.weightKg < 100")
    hands.click(hands.button(dialog, "Set condition"))
    hands.come_back()
    hands.until(lambda: not hands.actions.reason_against("run:job"))
    hands.press("F5")
    hands.until(lambda: waits_at(hands) == 1)
    hands.press("Shift+F5")
    hands.until(lambda: not hands.bench.running.runs.is_busy)
    stopped = hands.bench.running.runs.current
    assert stopped is not None
    assert stopped.exit_code not in (0, None)
    assert hands.actions.reason_against("run:stop") == "No run is going on."


def test_a_run_waits_where_it_fails(hands: Hands) -> None:
    hands.open_sample()
    hands.actions.trigger("run:break-on-error")
    hands.put("fn(state => state);\n\nfn(state => { state.a = 1; return state.none.b; });\n")
    hands.until(lambda: not hands.actions.reason_against("run:job"))
    # Without a breakpoint it waits at once, so that breakpoints can be set.
    hands.press("F5")
    hands.until(lambda: waits_at(hands) == 0)
    hands.press("F5")
    hands.until(lambda: waits_at(hands) == 1)
    assert hands.actions.qaction("run:break-on-error").isChecked()
    hands.press("F5")
    hands.until(lambda: not hands.bench.running.runs.is_busy)
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code == 1


def test_breakpoints_come_back_with_the_job(hands: Hands) -> None:
    hands.open_sample()
    hands.until_read()
    hands.pane.go_to(22)
    hands.press("F9")
    hands.press("Ctrl+W")
    hands.until(lambda: hands.bench.documents.current is None)
    hands.open_job("register-child")
    hands.until_read()
    points = hands.bench.running.breakpoints.of(hands.pane.buffer.id)
    assert [point.line for point in points] == [22]
