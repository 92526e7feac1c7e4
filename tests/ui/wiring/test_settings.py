from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from openfn_studio.workbench.editing.buffer import Buffer
from tests.shots.scene import Scene


@pytest.fixture
def scene(qapp: QApplication, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(qapp, tmp_path, "light")
    made.show()
    yield made
    made.close()


def test_the_font_of_code_the_log_and_the_mask_follow_their_settings(scene: Scene):
    preferences = scene.bench.preferences
    log, state = scene.window.panels.log, scene.window.panels.state
    assert log.view.is_following

    preferences.set("editor.font_family", "DejaVu Sans Mono")
    preferences.set("log.follow", False)
    preferences.set("state.mask", True)

    assert scene.look.font(mono=True).families()[0] == "DejaVu Sans Mono"
    assert not log.view.is_following
    assert scene.actions.qaction("state:mask").isChecked()
    assert state.pages.tree.rows.is_masked


def test_masking_in_the_inspector_is_remembered(scene: Scene):
    scene.open_sample()
    scene.run()
    scene.until(lambda: not scene.actions.reason_against("state:mask"))

    assert scene.actions.trigger("state:mask")

    assert scene.bench.preferences.flag("state.mask")


def test_a_settings_file_edited_here_or_elsewhere_holds_at_once(scene: Scene):
    preferences = scene.bench.preferences
    preferences.file.write_text("scale = 110\n")
    scene.frame.activated.emit()
    scene.until(lambda: preferences.number("scale") == 110)

    preferences.file.write_text('theme = "dark"\n')
    buffers: list[Buffer] = []
    scene.bench.documents.opened.connect(buffers.append)
    scene.bench.documents.open_file(preferences.file)
    scene.until(lambda: bool(buffers))
    scene.bench.documents.saved.emit(buffers[0])
    scene.until(lambda: preferences.text("theme") == "dark")
    assert scene.look.theme.name == "dark"

    preferences.file.write_text("theme =\n")
    scene.frame.activated.emit()
    scene.until(lambda: bool(scene.bench.notices.standing))
    assert "could not be read" in scene.bench.notices.standing[0].what


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_last_project_comes_back_when_that_is_wanted(scene: Scene, is_wanted: bool):
    project = scene.open_sample()
    scene.bench.project.close()
    scene.until(lambda: scene.bench.project.fact is None)
    scene.bench.preferences.set("start.reopen", is_wanted)

    scene.window.projects.reopen_last()
    scene.bench.recents.look()
    scene.until(lambda: all(each.is_there is not None for each in scene.bench.recents.facts))

    if is_wanted:
        scene.until(lambda: scene.bench.project.fact is not None)
        fact = scene.bench.project.fact
        assert fact is not None
        assert fact.folder == project
    else:
        assert scene.bench.project.fact is None


def test_a_last_project_that_is_gone_leaves_the_start_page(scene: Scene, tmp_path: Path):
    scene.bench.session.remember(tmp_path / "gone", "gone")

    scene.window.projects.reopen_last()
    scene.until(lambda: scene.bench.recents.facts[0].is_there is False)

    assert scene.bench.project.fact is None
    assert scene.bench.notices.standing == ()
