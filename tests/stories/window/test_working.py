"""A working day: going places, searching, mending, new jobs, settings, live on production."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from openfn_studio.ui.runbar.confirm_live import ConfirmLive
from openfn_studio.ui.wizard.wizard import NewJobWizard
from tests.stories.window.conftest import Hands


def choose_live(hands: Hands, menu: QMenu) -> None:
    live = next(action for action in menu.actions() if "Live" in action.text())
    menu.setActiveAction(live)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    menu.close()


def go(hands: Hands, keys: str, typed: str) -> None:
    """Open the palette by a key, type, and take the first entry."""
    hands.press(keys)
    hands.until(lambda: isinstance(hands.focus, QLineEdit))
    hands.type(typed)
    hands.press("Return")


def test_the_palette_goes_everywhere(hands: Hands) -> None:
    hands.open_sample()
    hands.until_read()
    go(hands, "Ctrl+P", "send-vis")
    hands.until(lambda: hands.pane.buffer.job == "send-visits")
    go(hands, "Ctrl+P", "stubs.yaml")
    hands.until(lambda: hands.pane.buffer.title == "stubs.yaml")
    go(hands, "Ctrl+P", "register-child.js")
    hands.until(lambda: hands.pane.buffer.job == "register-child")
    hands.until_read()
    go(hands, "Ctrl+P", "@get")
    assert hands.pane.editor.caret.line == 22
    go(hands, "Ctrl+P", ":7")
    assert hands.pane.editor.caret.line == 7
    go(hands, "Ctrl+Shift+P", "Keyboard shortcuts")
    hands.until(lambda: hands.window.area.current_key == "settings")
    hands.press("Ctrl+W")
    hands.until(lambda: hands.window.editing.pane is not None)


def test_what_is_selected_is_what_is_searched_for(hands: Hands) -> None:
    hands.open_sample()
    hands.until_read()
    hands.pane.go_to(17, 8)
    hands.press("Ctrl+Shift+Right")
    hands.until(lambda: "children" in hands.pane.selected_words)

    hands.press("Ctrl+Shift+F")

    panel = hands.window.panels.search
    hands.until(lambda: panel.field.hasFocus() and len(panel.model.files) > 1)
    assert "children" in panel.field.text()


def test_find_and_replace_in_the_project(hands: Hands) -> None:
    folder = hands.open_sample()
    jobs = {file: file.read_text() for file in (folder / "jobs").iterdir()}
    with_word = {file for file, text in jobs.items() if "externalId" in text}
    assert len(with_word) > 1
    hands.press("Ctrl+Shift+F")
    panel = hands.window.panels.search
    hands.until(lambda: panel.field.hasFocus())
    hands.type("externalId")
    hands.until(lambda: len(panel.model.files) >= len(with_word))
    panel.replacing.click()
    hands.until(panel.replacement.isVisible)
    panel.replacement.setFocus()
    hands.type("foreignId")
    # What is listed was found with nothing to replace it by, so it cannot be replaced yet.
    assert not panel.replace_all.isEnabled()
    hands.until(lambda: panel.replace_all.isEnabled() and not panel.stop.isVisible())
    panel.replace_all.click()
    here = folder / "jobs" / "register-child.js"
    with_word.discard(here)
    hands.until(lambda: all("externalId" not in file.read_text() for file in with_word))
    assert here.read_text() == jobs[here]
    for file in with_word:
        assert file.read_text() == jobs[file].replace("externalId", "foreignId")
    # An open text is changed in its editor, where it can be undone.
    assert "externalId" not in hands.text


def test_a_problem_is_read_and_mended(hands: Hands) -> None:
    hands.open_sample()
    hands.put("fn(state => state);\nif (true) { post('/children', {}); }\n")
    panel = hands.window.panels.problems
    hands.until(lambda: panel.counts.total > 0)
    assert re.match(r"Problems  \d", hands.window.docks.problems.windowTitle())
    hands.press("Ctrl+Alt+1")
    hands.press("F8")
    assert hands.pane.editor.caret.line == 2
    before, count = hands.text, panel.counts.total
    panel.view.setCurrentIndex(panel.model.index(0, 0, panel.model.index(0, 0)))
    hands.press("Ctrl+Shift+M")
    hands.until(lambda: bool(panel.remedy.buttons))
    hands.click(panel.remedy.buttons[0])
    hands.until(lambda: hands.text != before)
    hands.until(lambda: panel.counts.total < count)
    hands.press("Ctrl+Alt+1")
    hands.press("Ctrl+Z")
    assert hands.text == before


def test_a_new_job_with_its_trigger_by_keyboard(hands: Hands) -> None:
    folder = hands.open_sample()
    hands.actions.trigger("job:new")
    wizard = hands.dialog(NewJobWizard)
    hands.until(wizard.name.hasFocus)
    hands.type("count-visits")
    wizard.adaptor.setFocus()
    wizard.adaptor.selectAll()
    hands.type("openfn-studio-standin")
    wizard.kind.choose(2)
    hands.until(wizard.create_button.isEnabled)
    wizard.name.setFocus()
    hands.press("Ctrl+Return")
    hands.until(lambda: hands.pane.buffer.job == "count-visits")
    hands.come_back()
    assert (folder / "jobs" / "count-visits.js").exists()
    assert "count-visits:" in (folder / "project.yaml").read_text()
    hands.start_run()
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code == 0


def test_settings_hold_at_once(hands: Hands) -> None:
    hands.open_sample()
    preferences, look = hands.bench.preferences, hands.look
    text = hands.text
    for name, value in (("theme", "dark"), ("scale", 250), ("theme", "contrast"), ("scale", 100)):
        preferences.set(name, value)
        assert look.theme.name == (value if name == "theme" else look.theme.name)
    background = hands.pane.editor.surface.styleBack(0)
    preferences.set("editor.syntax_style", "monokai")
    hands.until(lambda: hands.pane.editor.surface.styleBack(0) != background)
    preferences.reset("editor.syntax_style")
    hands.until(lambda: hands.pane.editor.surface.styleBack(0) == background)
    hands.press("Ctrl++")
    assert look.scale == pytest.approx(1.1)
    hands.press("Ctrl+0")
    assert look.scale == 1
    assert hands.text == text
    assert not hands.pane.buffer.is_dirty


def test_live_on_production_asks_once(hands: Hands) -> None:
    folder: Path = hands.open_sample()
    (folder / "studio.json").write_text(
        '{"remotes": {"main": {"url": "https://x.example", "environment": "production"}}}'
    )
    hands.bench.project.check()
    fact = hands.bench.project
    hands.until(lambda: fact.fact is not None and bool(fact.fact.project.remotes))
    # A job without a credential, whose values nobody has here.
    hands.open_job("tell-the-team")
    hands.put("fn(state => state);\n")
    # The menu has a loop of its own: what is chosen in it is chosen from within.
    menu = hands.window.panels.bar.mode.menu()
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu, lambda: choose_live(hands, menu)))
    hands.press("Ctrl+M")
    hands.until(lambda: hands.bench.running.http_mode.is_live_on_production)
    hands.come_back()

    hands.until(lambda: not hands.actions.reason_against("run:job"))
    hands.press("Ctrl+Return")
    dialog = hands.dialog(ConfirmLive)
    # Enter alone sends nothing.
    hands.until(lambda: dialog.isAncestorOf(hands.focus))
    hands.press("Return")
    hands.come_back()
    assert hands.bench.running.runs.current is None

    hands.press("Ctrl+Return")
    hands.click(hands.button(hands.dialog(ConfirmLive), "Run live"))
    hands.come_back()
    runs = hands.bench.running.runs
    hands.until(lambda: runs.current is not None and runs.current.is_over and not runs.is_busy)
    assert runs.current is not None
    assert not runs.current.is_test
    hands.start_run()


def test_the_adaptors_page_shows_what_is_here(hands: Hands) -> None:
    hands.open_sample()
    hands.press("Ctrl+Shift+A")
    hands.until(lambda: hands.window.area.current_key == "adaptors")
    page = hands.window.area.content("adaptors")
    assert page is not None
    hands.until(lambda: hands.bench.adaptors.installed is not None)
    assert page.isAncestorOf(hands.focus) or page is hands.focus
    hands.press("Ctrl+W")
    hands.until(lambda: hands.window.editing.pane is not None)


def test_what_is_watched_of_a_job_is_watched_under_its_new_name(hands: Hands) -> None:
    hands.open_sample()
    hands.until_read()
    state = hands.window.panels.state
    state.watches_changed.emit((("data", "id"),))

    hands.bench.project.rename_job("register-child", "enrol child")
    hands.until(lambda: hands.bench.project.job("enrol child") is not None)

    hands.until(lambda: state.watching.paths == (("data", "id"),))
    assert state.watches.isVisible()
