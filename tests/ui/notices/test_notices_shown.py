from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.notices.centre import NoticeCentre
from openfn_studio.ui.notices.toasts import Toasts
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.notices import NoticeBench, NoticeButton
from openfn_studio.workbench.preferences import PreferenceBench


@pytest.fixture
def notices(qapp: object) -> NoticeBench:
    return NoticeBench()


@pytest.fixture
def preferences(tmp_path: Path, lanes: Lanes) -> Iterator[PreferenceBench]:
    bench = PreferenceBench(tmp_path / "settings.toml", lanes.work)
    yield bench
    bench.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def toasts(
    look: Look, window: QWidget, notices: NoticeBench, preferences: PreferenceBench
) -> Toasts:
    return Toasts(look, window, notices, preferences)


@pytest.fixture
def centre(look: Look, window: QWidget, notices: NoticeBench) -> NoticeCentre:
    return NoticeCentre(look, notices, window)


def test_the_newest_is_shown_and_the_next_one_when_it_is_dismissed(
    toasts: Toasts, notices: NoticeBench, qtbot: QtBot
):
    notices.tell("err", "One.")
    notices.tell("err", "Two.", "It means.")
    toast = toasts.toast
    assert toast.isVisible()
    assert toast.accessibleName() == "Error: Two. It means."

    qtbot.keyClick(toast, Qt.Key.Key_Escape)
    assert toast.accessibleName() == "Error: One."

    toast.dismissed.emit()
    assert not toast.isVisible()
    assert notices.standing == ()


def test_one_thing_told_twice_is_one_toast(toasts: Toasts, notices: NoticeBench):
    notices.tell("err", "One.")
    notices.tell("err", "Two.")
    notices.tell("err", "One.")

    assert toasts.toast.accessibleName() == "Error: One."
    notices.dismiss(notices.standing[0].id)
    assert toasts.toast.accessibleName() == "Error: Two."


def test_good_news_goes_by_itself_and_is_still_counted(
    toasts: Toasts, notices: NoticeBench, qtbot: QtBot
):
    notices.tell("ok", "Done.")
    assert toasts._timer.isActive()

    toasts._timer.setInterval(0)
    toasts._timer.start()

    qtbot.waitUntil(lambda: not toasts.toast.isVisible())
    assert notices.unseen == 1
    assert len(notices.standing) == 1


def test_errors_and_questions_stay_until_they_are_dismissed(toasts: Toasts, notices: NoticeBench):
    notices.tell("err", "Bad.")
    assert not toasts._timer.isActive()

    notices.tell("ok", "Done.", buttons=(NoticeButton("Open", lambda: None),))
    assert not toasts._timer.isActive()

    notices.tell("warn", "Look.")
    assert toasts._timer.isActive()
    toasts.toast.watched.emit(True)
    assert not toasts._timer.isActive()


def test_a_button_does_what_it_says_and_dismisses(
    toasts: Toasts, notices: NoticeBench, qtbot: QtBot
):
    pressed: list[str] = []
    notices.tell("info", "New.", buttons=(NoticeButton("Open", lambda: pressed.append("open")),))
    (button,) = [b for b in toasts.toast.findChildren(QPushButton) if b.text() == "Open"]

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert pressed == ["open"]
    assert not toasts.toast.isVisible()


def test_a_toast_fades_in_unless_motion_is_reduced(
    toasts: Toasts, notices: NoticeBench, preferences: PreferenceBench, qtbot: QtBot
):
    notices.tell("err", "One.")
    assert toasts.toast.graphicsEffect() is not None
    qtbot.waitUntil(lambda: toasts.toast.graphicsEffect() is None)

    preferences.set("reduced_motion", True)
    notices.tell("err", "Two.")
    assert toasts.toast.graphicsEffect() is None


def test_the_toast_stays_in_the_corner_and_inside(
    toasts: Toasts, notices: NoticeBench, window: QWidget, look: Look, qtbot: QtBot
):
    notices.tell("err", "A long story. " * 20, "It means much. " * 10)
    for scale, size in ((100, (700, 420)), (200, (1100, 900))):
        look.use(scale_percent=scale)
        window.resize(*size)
        qtbot.waitUntil(lambda: window.rect().contains(toasts.toast.geometry()))


def test_what_was_told_before_the_window_was_there_is_shown(
    look: Look, window: QWidget, notices: NoticeBench, preferences: PreferenceBench
):
    notices.tell("err", "Early.")

    toasts = Toasts(look, window, notices, preferences)

    assert toasts.toast.accessibleName() == "Error: Early."


def test_what_the_centre_shows_counts_as_seen(
    window: QWidget, notices: NoticeBench, centre: NoticeCentre
):
    notices.tell("err", "One.")
    notices.tell("ok", "Two.")
    assert notices.unseen == 2

    centre.open_above(QPoint(890, 560))

    assert notices.unseen == 0
    assert [row.notice.what for row in centre.rows] == ["Two.", "One."]
    assert window.rect().contains(centre.geometry())


def test_the_centre_dismisses_copies_clears_and_closes_by_keyboard(
    notices: NoticeBench, centre: NoticeCentre, qtbot: QtBot
):
    notices.tell("err", "One.", "It means.")
    centre.open_above(QPoint(890, 560))
    with qtbot.waitSignal(centre.copy_requested) as copied:
        qtbot.keyClick(centre.focusWidget(), Qt.Key.Key_Space)
    assert copied.args == ["One. It means."]

    centre.rows[0].dismiss_requested.emit(notices.history[0])
    assert notices.standing == ()
    assert len(centre.rows) == 1

    centre._clear.click()
    assert centre.rows == ()

    with qtbot.waitSignal(centre.closed):
        qtbot.keyClick(centre, Qt.Key.Key_Escape)
    assert not centre.isVisible()


def test_every_theme_paints_toast_and_centre(
    each_look: Look, window: QWidget, notices: NoticeBench, preferences: PreferenceBench
):
    toasts = Toasts(each_look, window, notices, preferences)
    centre = NoticeCentre(each_look, notices, window)
    notices.tell("warn", "One.", "It means.", buttons=(NoticeButton("Open", lambda: None),))
    centre.open_above(QPoint(890, 560))

    assert not toasts.toast.grab().isNull()
    assert not centre.grab().isNull()
