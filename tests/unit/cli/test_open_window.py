"""The window is refused in words where it cannot be shown; everything else works without one."""

import sys
from pathlib import Path

import pytest

from openfn_studio.cli.open_window import has_display, require_display
from openfn_studio.errors import EnvironmentProblem
from tests.unit.cli.conftest import Studio

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="only Linux may lack a display")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@LINUX_ONLY
@pytest.mark.usefixtures("no_display")
@pytest.mark.parametrize("words", [(), ("open",)])
def test_without_a_display_the_window_says_what_to_do(
    studio: Studio, words: tuple[str, ...]
) -> None:
    done = studio(*words)

    assert done.code == 3
    assert "There is no display." in done.err
    assert "the other commands work without one" in done.err
    assert done.out == ""


@LINUX_ONLY
def test_a_display_that_does_not_answer_is_named() -> None:
    with pytest.raises(EnvironmentProblem, match=r"The display :4711 does not answer"):
        require_display({"DISPLAY": ":4711"})


def test_drawing_into_memory_needs_no_display() -> None:
    require_display({"QT_QPA_PLATFORM": "offscreen"})


@LINUX_ONLY
def test_a_remote_display_is_believed() -> None:
    assert has_display({"DISPLAY": "other-machine:0"})
    assert not has_display({"DISPLAY": ""})


def test_a_folder_that_is_not_there_is_refused(studio: Studio, tmp_path: Path) -> None:
    done = studio("open", tmp_path / "nowhere")

    assert done.code == 3
    assert "There is no folder" in done.err
