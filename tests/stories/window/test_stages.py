"""A text is written before the panels are there, and they catch up with it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.stories.window.conftest import Hands


@pytest.fixture
def early(qapp: QApplication, tmp_path: Path) -> Generator[Hands]:
    """An open window whose second stage is still to come."""
    scene = Hands(qapp, tmp_path, "light", is_complete=False)
    scene.show()
    scene.frame.activateWindow()
    yield scene
    scene.close()


def test_a_text_written_before_the_panels_is_read_and_run_by_them(early: Hands) -> None:
    early.open_sample()
    early.until(lambda: early.window.editing.pane is not None)
    assert not early.bench.is_complete
    early.type("nope(")
    early.until(lambda: early.text.startswith("nope("))

    early.window.complete()

    panels = early.window.panels
    early.until_read()
    early.until(lambda: panels.problems.counts.errors > 0)
    assert panels.jobs.tree.currentIndex().data() == "register-child.js"
    early.press("Ctrl+Z")
    early.until(lambda: early.text.startswith("// A form"))
    early.start_run()
    early.until(lambda: early.bench.travel.run is not None)
    assert early.pane.editor.surroundings.dialect == "v1"


def test_panels_come_by_themselves_after_the_first_text(early: Hands) -> None:
    completed: list[bool] = []
    early.window.completed.connect(lambda: completed.append(early.window.editing.pane is not None))
    project = early.sample()
    early.bench.project.open(project)

    early.window.complete_soon(after_text=True)

    early.until(lambda: bool(completed))
    assert completed == [True]
    early.until(lambda: not early.actions.reason_against("run:job"))


def test_panels_come_without_a_text_too(early: Hands, tmp_path: Path) -> None:
    early.bench.project.open(tmp_path / "nowhere")

    early.window.complete_soon(after_text=True)

    early.until(lambda: early.bench.is_complete and hasattr(early.window, "wirings"))
    assert early.window.panels.start.isVisible()
    assert early.window.banner.isVisible()


def test_a_window_closed_before_its_panels_leaves_nothing_behind(early: Hands) -> None:
    early.open_sample()
    early.window.complete_soon(after_text=True)

    early.frame.close()

    assert early.bench.documents.buffers
