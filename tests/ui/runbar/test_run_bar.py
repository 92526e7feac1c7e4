"""The run bar as a user meets it."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from openfn_studio.domain.run import Dialect, ExitCode, HttpMode
from openfn_studio.ui.runbar.condition_dialog import ConditionDialog
from openfn_studio.ui.runbar.confirm_live import ConfirmLive
from openfn_studio.ui.runbar.credential_dialog import CredentialDialog
from openfn_studio.workbench.running.facts import RunFact
from tests.ui.runbar.conftest import Shown

T = TypeVar("T")
THREE = """alterState(s => ({ ...s, a: 1 }));
alterState(s => ({ ...s, b: s.a }));
alterState(s => s);"""
FOREVER = "alterState(state => {\n  for (;;) {}\n});"


def dialog_of(shown: Shown, kind: type[T]) -> T:
    """Return the dialog that is open."""
    found = [one for one in shown.window.findChildren(kind) if one.isVisible()]  # pyright: ignore
    assert len(found) == 1
    return found[0]


def icon_only(shown: Shown) -> bool:
    return not shown.bar.input.text().strip()


# ---------------------------------------------------------------- what it says


def test_without_a_job_nothing_can_be_chosen(shown: Shown):
    assert not shown.bar.input.isEnabled()
    assert not shown.bar.mode.isEnabled()


def test_it_says_what_the_job_runs_with(shown: Shown):
    shown.bench.open_job("register-child")
    shown.bench.qtbot.waitUntil(lambda: "registration.json" in shown.bar.input.full_text)

    bar = shown.bar
    assert bar.adaptor.full_text == "standin"
    assert bar.credential.full_text == "clinic-register"
    assert bar.dialect.full_text == "v1 rules"
    assert "Test" in bar.mode.accessibleName()
    assert "usually given" in bar.input.toolTip()
    assert bar.credential.accessibleDescription().startswith("Its values are not on this")


def test_another_job_brings_its_own(shown: Shown):
    shown.bench.open_job("register-child")
    shown.bench.open_job("monthly-summary")

    assert shown.bar.dialect.full_text == "v2 rules"
    assert shown.bar.credential.full_text == "clinic-register"


def test_every_control_has_a_name_and_a_tooltip(shown: Shown):
    shown.bench.open_job("register-child")
    bar = shown.bar
    controls = [
        bar.input,
        bar.pin,
        bar.adaptor,
        bar.credential,
        bar.dialect,
        bar.mode,
        bar.buttons.debug,
        bar.buttons.stop,
        bar.buttons.run,
    ]

    assert all(one.accessibleName() for one in controls)
    assert all(one.toolTip() for one in controls)
    assert "Ctrl+Return" in bar.buttons.run.toolTip()
    assert "No run is going on." in bar.buttons.stop.toolTip()


def test_tab_goes_through_all_controls_in_order(shown: Shown):
    shown.bench.open_job("register-child")
    bar = shown.bar
    bar.input.setFocus()
    order = [bar.input, bar.pin, bar.adaptor, bar.credential, bar.dialect, bar.mode]

    seen = [shown.window.focusWidget()]
    for _ in range(5):
        shown.bench.qtbot.keyClick(shown.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(shown.window.focusWidget())

    assert seen == order


@pytest.mark.parametrize("width", [1_400, 900, 700, 560, 420, 320])
def test_nothing_is_clipped_however_narrow_it_is(shown: Shown, width: int):
    shown.bench.open_job("register-child")
    shown.bench.qtbot.waitUntil(lambda: "registration.json" in shown.bar.input.full_text)

    shown.window.resize(width, 200)
    shown.bench.qtbot.waitUntil(lambda: shown.bar.width() == width)

    bar, run = shown.bar, shown.bar.buttons.run
    parts = [one for one in (bar.input, bar.adaptor, bar.dialect, bar.mode, run) if one.isVisible()]
    shown.bench.qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in parts))
    assert run.mapTo(shown.window, run.rect().topRight()).x() < width
    assert icon_only(shown) == (width < 600)


# ---------------------------------------------------------------- running


def test_run_runs_and_stop_stops(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, FOREVER)
    buttons, qtbot = shown.bar.buttons, shown.bench.qtbot
    assert not buttons.stop.isEnabled()
    with qtbot.waitSignal(shown.bench.running.runs.started):
        qtbot.mouseClick(buttons.run, Qt.MouseButton.LeftButton)
    assert not buttons.run.isEnabled()
    assert "Stop it first" in buttons.run.toolTip()
    assert not shown.bar.mode.isEnabled()

    run = shown.bench.to_the_end(lambda: qtbot.mouseClick(buttons.stop, Qt.MouseButton.LeftButton))

    assert run.exit_code == ExitCode.STOPPED
    assert buttons.run.isEnabled()
    assert not buttons.stop.isEnabled()


def test_ctrl_enter_runs_by_keyboard(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, THREE)
    shown.window.activateWindow()

    run = shown.bench.to_the_end(
        lambda: shown.bench.qtbot.keyClick(
            shown.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    )

    assert run.exit_code == 0


def test_debugging_by_keyboard_alone(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, THREE)
    shown.bench.look_at(buffer)
    qtbot, runs = shown.bench.qtbot, shown.bench.running.runs
    shown.caret[0] = 2
    qtbot.keyClick(shown.window, Qt.Key.Key_F9)
    assert [one.line for one in shown.bench.running.breakpoints.of(buffer.id)] == [2]

    held = shown.bench.go_on(lambda: qtbot.keyClick(shown.window, Qt.Key.Key_F5))
    assert held.operation == 1
    assert shown.bar.buttons.go_on.isVisible()
    assert not shown.bar.buttons.run.isVisible()
    stepped = shown.bench.go_on(lambda: qtbot.keyClick(shown.window, Qt.Key.Key_F10))
    assert (stepped.operation, stepped.when) == (2, "before")
    run = shown.bench.to_the_end(lambda: qtbot.keyClick(shown.window, Qt.Key.Key_F5))

    assert run.exit_code == 0
    assert not runs.is_waiting
    assert shown.bar.buttons.run.isVisible()


def test_shift_f5_stops_a_waiting_run(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, THREE)
    shown.bench.wait_at_gate(buffer)

    run = shown.bench.to_the_end(
        lambda: shown.bench.qtbot.keyClick(
            shown.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier
        )
    )

    assert run.exit_code == ExitCode.STOPPED


def test_a_condition_is_typed_in_a_dialog(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, THREE)
    shown.bench.look_at(buffer)
    shown.caret[0] = 3

    shown.actions.trigger("run:breakpoint-condition")
    dialog = dialog_of(shown, ConditionDialog)
    dialog.condition.setText("state.a > 3")
    dialog.is_enabled.setChecked(False)
    dialog.accept()

    point = shown.bench.running.breakpoints.of(buffer.id)[0]
    assert (point.operation, point.condition, point.is_enabled) == (2, "state.a > 3", False)


def test_break_on_error_is_a_setting(shown: Shown):
    action = shown.actions.qaction("run:break-on-error")
    assert not action.isChecked()

    shown.actions.trigger("run:break-on-error")

    assert shown.bench.around.preferences.flag("run.break_on_error")
    assert action.isChecked()


# ---------------------------------------------------------------- menus


def test_an_input_is_chosen_from_the_menu(shown: Shown):
    shown.bench.open_job("register-child")
    shown.bench.qtbot.waitUntil(lambda: "registration.json" in shown.bar.input.full_text)
    assert shown.item(shown.bar.input, "registration.json").isChecked()

    shown.item(shown.bar.input, "twins.json").trigger()

    shown.bench.qtbot.waitUntil(lambda: shown.bar.input.full_text == "twins.json")
    shown.item(shown.bar.input, "Back to the usual input").trigger()
    shown.bench.qtbot.waitUntil(lambda: shown.bar.input.full_text == "registration.json")


def test_the_pin_is_an_action_of_its_own(shown: Shown):
    shown.bench.open_job("register-child")
    shown.bench.qtbot.waitUntil(lambda: "registration.json" in shown.bar.input.full_text)

    shown.actions.trigger("run:pin-input")

    assert shown.bench.running.inputs.fact().is_pinned
    assert shown.actions.qaction("run:pin-input").isChecked()
    shown.bench.open_job("send-visits")
    assert not shown.actions.qaction("run:pin-input").isChecked()


def test_a_broken_input_is_marked_and_its_repair_offered(shown: Shown):
    shown.bench.open_job("register-child")
    file = shown.bench.folder / "samples" / "broken.json"
    file.write_text('{"a": 1,}')

    shown.item(shown.bar.input, "broken.json").trigger()

    shown.bench.qtbot.waitUntil(lambda: "not JSON" in shown.bar.input.toolTip())
    shown.item(shown.bar.input, "Repair for this run").trigger()
    shown.bench.qtbot.waitUntil(lambda: "not JSON" not in shown.bar.input.toolTip())


def test_earlier_runs_are_offered_as_inputs(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    assert not shown.item(shown.bar.input, "Earlier runs").isEnabled()
    shown.bench.type(buffer, THREE)
    shown.bench.run(buffer)
    shown.bench.wait_kept()
    shown.bench.qtbot.waitUntil(lambda: bool(shown.bench.running.kept.rows))

    run = shown.submenu(shown.bar.input, "Earlier runs").actions()[0].menu()
    assert run is not None
    parts: list[QAction] = run.actions()  # pyright: ignore
    parts[1].trigger()

    assert shown.bar.input.full_text == "Result of run 1"


def test_the_dialect_is_chosen_and_the_better_one_offered(shown: Shown):
    shown.bench.open_job("register-child")
    shown.bar.offer_dialect(Dialect.V2)
    assert "fits this job better" in shown.bar.dialect.toolTip()

    shown.item(shown.bar.dialect, "v2").trigger()

    shown.bench.qtbot.waitUntil(lambda: shown.bar.dialect.full_text == "v2 rules")
    assert '"dialect": "v2"' in (shown.bench.folder / "studio.json").read_text()


def test_the_adaptor_menu_knows_what_is_here_and_leads_to_more(shown: Shown):
    shown.bench.open_job("register-child-http-7")
    adaptors = shown.bench.around.adaptors
    shown.bench.qtbot.waitUntil(lambda: adaptors.installed is not None)
    shown.bench.qtbot.waitUntil(lambda: "not on this computer" in shown.bar.adaptor.toolTip())

    with shown.bench.qtbot.waitSignal(shown.bar.install_requested) as wanted:
        shown.item(shown.bar.adaptor, "Install").trigger()
    with shown.bench.qtbot.waitSignal(shown.bar.adaptors_requested):
        shown.item(shown.bar.adaptor, "Other versions").trigger()
    others = shown.submenu(shown.bar.adaptor, "Another adaptor")
    others.actions()[0].trigger()

    assert wanted.args == ["@openfn/language-http@7.2.10"]
    shown.bench.qtbot.waitUntil(lambda: shown.bar.adaptor.full_text == "standin")


def test_a_credential_is_chosen_by_name_and_its_values_in_a_form(shown: Shown):
    shown.bench.open_job("register-child")
    fields = shown.bench.running.credentials.fields
    subject = shown.bench.running.view.subject
    assert subject is not None
    shown.bench.qtbot.waitUntil(lambda: any(one.is_secret for one in fields(subject)))

    shown.item(shown.bar.credential, "Enter values").trigger()
    dialog = dialog_of(shown, CredentialDialog)
    by_key = {one.key: one for one in dialog.fields}
    by_key["username"].editor.setText("ann")  # pyright: ignore
    password = by_key["password"].editor
    assert isinstance(password, QLineEdit)
    password.setText("hunter2-secret")
    assert password.echoMode() is QLineEdit.EchoMode.Password
    assert dialog.values() == {"username": "ann", "password": "hunter2-secret"}
    dialog.keep.click()

    assert not dialog.isVisible()
    assert "memory" in shown.bar.credential.toolTip()
    shown.item(shown.bar.credential, "three-logins").trigger()
    shown.bench.qtbot.waitUntil(lambda: shown.bar.credential.full_text == "three-logins")
    shown.item(shown.bar.credential, "No credential").trigger()
    shown.bench.qtbot.waitUntil(lambda: shown.bar.credential.full_text == "No credential")


def test_values_are_kept_sealed_from_the_form(shown: Shown):
    shown.bench.open_job("register-child")

    shown.commands.enter_credential()
    dialog = dialog_of(shown, CredentialDialog)
    dialog.fields[0].editor.setText("https://x.example")  # pyright: ignore
    dialog.where.choose(1)
    shown.bench.qtbot.waitUntil(lambda: dialog._box is not None)
    dialog.keep.click()

    shown.bench.qtbot.waitUntil(lambda: "sealed" in shown.bar.credential.toolTip())


# ---------------------------------------------------------------- trouble and live


def test_a_missing_adaptor_is_told_with_a_button_that_installs_it(shown: Shown):
    buffer = shown.bench.open_job("register-child-http-7")

    shown.bench.run(buffer)

    trouble = shown.bar.trouble
    assert trouble.isVisible()
    assert trouble.text.startswith("The adaptor http@7.2.10 is not on this computer.")
    with shown.bench.qtbot.waitSignal(shown.bar.install_requested) as wanted:
        trouble.pressed.emit("Install")
    assert wanted.args == ["http@7.2.10"]
    assert not trouble.isVisible()


def test_a_broken_rule_leads_to_its_place(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    (shown.bench.folder / "stubs.yaml").write_text("- stauts: 200\n")
    with shown.bench.qtbot.waitSignal(shown.bench.running.runs.refused):
        shown.bench.running.runs.run(buffer.id)

    with shown.bench.qtbot.waitSignal(shown.bar.place_requested) as wanted:
        shown.bar.trouble.pressed.emit("Open the file")

    assert wanted.args[0].file == shown.bench.folder / "stubs.yaml"
    assert wanted.args[0].line == 1


def test_repair_and_run(shown: Shown, tmp_path: Path):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, THREE)
    file = tmp_path / "broken.json"
    file.write_text('{"a": 1,}')
    shown.bench.running.inputs.choose_file(file)
    shown.bench.qtbot.waitUntil(lambda: shown.bench.running.inputs.fact().problem is not None)
    with shown.bench.qtbot.waitSignal(shown.bench.running.runs.refused):
        shown.bench.running.runs.run(buffer.id)

    run: RunFact = shown.bench.to_the_end(lambda: shown.bar.trouble.pressed.emit("Repair and run"))

    assert run.exit_code == 0
    assert not shown.bar.trouble.isVisible()


def test_live_in_production_colours_the_bar_words_the_button_and_asks_once(shown: Shown):
    (shown.bench.folder / "studio.json").write_text(
        '{"remotes": {"main": {"url": "https://x.example", "environment": "production"}}}'
    )
    buffer = shown.bench.open_job("tell-the-team")
    shown.bench.type(buffer, THREE)
    shown.bar.mode.mode_chosen.emit(HttpMode.LIVE)
    assert shown.bar._bar.property("bar") == "err"
    assert shown.bar.buttons.run.accessibleName() == "Run live"
    assert "Live" in shown.bar.mode.accessibleName()

    shown.actions.trigger("run:job")
    dialog = dialog_of(shown, ConfirmLive)
    dialog.reject()
    assert not shown.bench.running.runs.is_busy
    shown.actions.trigger("run:job")
    run = shown.bench.to_the_end(dialog_of(shown, ConfirmLive).accept)

    assert run.http_mode is HttpMode.LIVE
    shown.bar.mode.mode_chosen.emit(HttpMode.TEST)
    assert shown.bar._bar.property("bar") == "surface"


def test_asking_twice_for_a_run_offers_to_stop_the_first(shown: Shown):
    buffer = shown.bench.open_job("register-child")
    shown.bench.type(buffer, FOREVER)
    runs = shown.bench.running.runs
    with shown.bench.qtbot.waitSignal(runs.started):
        runs.run(buffer.id)

    runs.run(buffer.id)

    assert "going on" in shown.bar.trouble.text
    run = shown.bench.to_the_end(lambda: shown.bar.trouble.pressed.emit("Stop it"))
    assert run.exit_code == ExitCode.STOPPED
