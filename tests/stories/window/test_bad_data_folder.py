"""A data folder that cannot be used, and files in it that are damaged."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.stories.window.conftest import Hands

Prepare = Callable[[Path], None]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Generator[Callable[[Prepare], Hands]]:
    """Open a window on a data folder somebody prepared."""
    opened: list[Hands] = []

    def begin(prepare: Prepare) -> Hands:
        data = tmp_path / "data"
        data.mkdir()
        prepare(data)
        opened.append(Hands(qapp, tmp_path, "light"))
        opened[0].show()
        opened[0].frame.activateWindow()
        return opened[0]

    yield begin
    for hands in opened:
        hands.close()


def damaged_settings(data: Path) -> None:
    (data / "settings.toml").write_text("theme = \n[[[")


def damaged_session(data: Path) -> None:
    (data / "session.json").write_text('{"recents": [1, 2')


def files_in_the_way(data: Path) -> None:
    for name in ("databases", "history", "logs", "recovery", "adaptors", "results", "crash"):
        (data / name).write_text("in the way")


@pytest.mark.parametrize("prepare", [damaged_settings, damaged_session, files_in_the_way])
def test_the_window_works_and_says_so(start: Callable[[Prepare], Hands], prepare: Prepare) -> None:
    hands = start(prepare)
    folder = hands.open_sample()
    hands.type("// mine ")
    text = hands.text
    hands.press("Ctrl+S")
    hands.until(lambda: (folder / "jobs" / "register-child.js").read_text() == text)
    hands.start_run()
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code == 0
    hands.until(lambda: bool(hands.told()))


def test_a_damaged_settings_file_is_kept_beside_the_new_one(
    start: Callable[[Prepare], Hands], tmp_path: Path
) -> None:
    hands = start(damaged_settings)
    assert "The settings file could not be read" in hands.told()[0]
    hands.bench.preferences.set("theme", "dark")
    hands.until(lambda: (tmp_path / "data" / "settings.toml").exists())
    kept = tmp_path / "data" / "settings.toml.damaged-1"
    assert kept.read_text() == "theme = \n[[["
