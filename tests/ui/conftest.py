"""What the window's tests share: a look, lanes, the sample; and guards that fail a leaky test."""

import gc
import shutil
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from openfn_studio.paths import DataFolder, resources
from openfn_studio.ui.theme.fonts import load_fonts
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.theme import NAMES
from openfn_studio.workbench.lanes import Lanes


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> int:
    """The shipped fonts, loaded once."""
    return load_fonts(resources() / "window" / "fonts")


@pytest.fixture
def look(qapp: QApplication, fonts: int) -> Look:
    """The light theme at 100 %."""
    return Look(qapp, "light")


@pytest.fixture(params=NAMES)
def each_look(request: pytest.FixtureRequest, qapp: QApplication, fonts: int) -> Look:
    """Every theme, one test each."""
    return Look(qapp, request.param)


@pytest.fixture
def lanes(qapp: QApplication) -> Generator[Lanes]:
    """Lanes whose threads end with the test."""
    open_lanes = Lanes()
    yield open_lanes
    open_lanes.close()


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """An empty data folder."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """A copy of the sample project."""
    return Path(shutil.copytree(resources() / "samples" / "clinic", tmp_path / "clinic"))


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves threads or visible top-level widgets behind."""
    threads = set(threading.enumerate())
    # What is there before the test is not looked through after it.
    gc.freeze()
    yield
    drain(qapp)
    windows = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in windows:
        widget.close()
        widget.deleteLater()
    drain(qapp)
    left = [thread for thread in set(threading.enumerate()) - threads if thread.is_alive()]
    for thread in left:
        thread.join(5)
    alive = [thread.name for thread in left if thread.is_alive()]
    # pytest-qt has closed what a test registered with it by now.
    assert not windows, f"The test left windows open: {windows}"
    assert not alive, f"The test left threads behind: {alive}"


def drain(app: QCoreApplication) -> None:
    """Deliver what is queued, and delete what was to be deleted later."""
    app.sendPostedEvents()
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
