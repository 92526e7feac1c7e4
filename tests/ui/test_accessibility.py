"""All in the window has a name, a tooltip, a place in the Tab order, and room for its words."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QScrollBar,
    QToolButton,
    QWidget,
)

from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.theme.sizes import CAPTION
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.wiring.editing import tab_key
from tests.shots.scene import Scene

VIEWS = (
    "view:jobs",
    "view:search",
    "view:tree",
    "view:docs",
    "view:state",
    "view:log",
    "view:http",
    "view:problems",
    "app:preferences",
    "help:shortcuts",
    "view:adaptors",
    "view:runs",
    "help:guide",
)
HOLDERS = (
    "JobsPanel",
    "SearchPanel",
    "TreePanel",
    "FunctionBrowser",
    "StatePanel",
    "LogPanel",
    "HttpPanel",
    "ProblemsPanel",
    "PreferencesPage",
    "PreferencesPage",
    "AdaptorsPage",
    "RunsPanel",
    "HelpPage",
)
"""The class that holds the keyboard after each of the views was opened."""


@pytest.fixture(scope="module")
def scene(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One window of 1280x720 for this module, with a run to look at."""
    folder: Path = tmp_path_factory.mktemp("window")
    opened = Scene(qapp, folder, "light", (1280, 720))
    opened.show()
    opened.frame.activateWindow()
    opened.open_sample()
    opened.run()
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def no_leaks() -> None:
    """The window outlives each test of this module."""


def show(scene: Scene, view: str) -> None:
    scene.frame.activateWindow()
    scene.until(scene.frame.isActiveWindow)
    scene.actions.trigger(view)
    for _ in range(3):
        scene.app.processEvents()


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found is not None else ""


def path_of(widget: QWidget) -> str:
    """Return a widget and what holds it, for a message."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(names) < 5:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " in ".join(names)


def seen(scene: Scene) -> list[QWidget]:
    return [one for one in scene.frame.findChildren(QWidget) if one.isVisible()]


def takes_tab(widget: QWidget) -> bool:
    is_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
    # The line in a spin box, and the frame around a list, hand the keyboard on.
    return is_tab and widget.focusProxy() is None and not isinstance(widget, QScrollBar)


# ---------------------------------------------------------------------- actions


def test_every_action_says_what_it_is_and_why_it_cannot_be_used(scene: Scene) -> None:
    wrong: list[str] = []
    for spec in scene.actions:
        action = scene.actions.qaction(spec.id)
        if not action.text() or not action.toolTip():
            wrong.append(f"{spec.id} has no words")
        if scene.actions.keys_of(spec.id) not in action.toolTip():
            wrong.append(f"{spec.id} does not say its key")
        reason = scene.actions.reason_against(spec.id)
        if action.isEnabled() == bool(reason) or reason not in action.toolTip():
            wrong.append(f"{spec.id} does not say why it is disabled")
        if reason == "This is not possible here.":
            wrong.append(f"{spec.id} does nothing")

    assert wrong == []


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize("view", VIEWS)
def test_what_takes_the_keyboard_has_a_name_and_buttons_have_tooltips(
    scene: Scene, view: str
) -> None:
    show(scene, view)
    nameless = [
        path_of(one)
        for one in seen(scene)
        if takes_tab(one) and not name_of(one) and one.objectName() != "qt_spinbox_lineedit"
    ]
    tipless = [
        path_of(one)
        for one in seen(scene)
        if isinstance(one, QToolButton)
        and not one.text()
        and not one.toolTip()
        and not is_inside_a_field(one)
    ]

    assert nameless == []
    assert tipless == []


def is_inside_a_field(button: QToolButton) -> bool:
    """An icon in a line edit: it cannot be pressed."""
    return button.focusPolicy() == Qt.FocusPolicy.NoFocus and not button.isCheckable()


# ---------------------------------------------------------------------- keyboard


def test_who_opens_a_view_has_the_keyboard_in_it(scene: Scene) -> None:
    wrong: list[str] = []
    for view, name in zip(VIEWS, HOLDERS, strict=True):
        show(scene, view)
        focus = QApplication.focusWidget()
        if focus is None or name not in path_of(focus):
            wrong.append(f"{view}: {focus and path_of(focus)}")

    assert wrong == []


@pytest.mark.parametrize("view", VIEWS)
def test_tab_reaches_every_control_and_shift_tab_the_same_way_back(scene: Scene, view: str) -> None:
    show(scene, view)
    let_tab_leave_the_editor(scene)
    stops = [one for one in seen(scene) if takes_tab(one) and not one.visibleRegion().isEmpty()]

    there = round_trip(Qt.Key.Key_Tab)
    back = round_trip(Qt.Key.Key_Backtab)

    assert [path_of(one) for one in stops if one not in there] == []
    assert [path_of(one) for one in back[1:]] == [path_of(one) for one in reversed(there[1:])]
    assert len(there) == len(set(there)) > 20


def let_tab_leave_the_editor(scene: Scene) -> None:
    """As the command does with which people who use no mouse leave the text by Tab."""
    for pane in scene.frame.findChildren(EditorPane):
        if not pane.editor.tab_moves_focus:
            pane.editor.commands["tab-focus"]()


def round_trip(key: Qt.Key) -> list[QWidget]:
    """Return who has the keyboard, from who has it now until that comes round."""
    first = QApplication.focusWidget()
    assert first is not None
    visited: list[QWidget] = []
    # Texts with links have the keyboard for as many presses as they have links.
    for _ in range(1_000):
        at = QApplication.focusWidget()
        assert at is not None
        if not visited or at is not visited[-1]:
            visited.append(at)
        QTest.keyClick(at, key)
        if QApplication.focusWidget() is first and len(visited) > 1:
            break
    return visited


def test_f6_goes_round_the_window_and_back(scene: Scene) -> None:
    show(scene, "view:jobs")
    buffer = scene.bench.documents.current
    assert buffer is not None
    scene.bench.documents.set_current(buffer.id)
    scene.window.area.strip.go_to(tab_key(buffer.id))
    editor = scene.window.editing.pane
    assert editor is not None
    holders: list[QWidget] = []
    for _ in range(12):
        scene.actions.trigger("view:next-pane")
        at = QApplication.focusWidget()
        assert at is not None
        holders.append(at)
    assert sum(editor.isAncestorOf(holder) for holder in holders) > 1, "it comes round"
    unseen = [path_of(one) for one in holders if one.visibleRegion().isEmpty()]
    assert unseen == []
    first = holders[-1]
    scene.actions.trigger("view:next-pane")
    scene.actions.trigger("view:previous-pane")
    assert QApplication.focusWidget() is first


# ---------------------------------------------------------------------- room


def clipped(scene: Scene) -> list[str]:
    """Return what has less room than its words need."""
    return [
        f"{one.text()!r} {one.width()}x{one.height()}: {path_of(one)}"
        for one in seen(scene)
        if isinstance(one, QLabel | QAbstractButton) and needs_more(one)
    ]


def needs_more(widget: QLabel | QAbstractButton) -> bool:
    if not widget.text() or isinstance(widget, QToolButton):
        return False
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        if widget.wordWrap() or widget.textFormat() == Qt.TextFormat.RichText:
            return False
        width = metrics.horizontalAdvance(widget.text().split("\n")[0])
        return width > widget.contentsRect().width() + 1 or widget.height() < metrics.height() - 2
    return metrics.horizontalAdvance(widget.text()) > widget.width()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_clipped_in_a_small_window(scene: Scene, view: str) -> None:
    show(scene, view)
    # What came last from a lane is laid out in a later turn.
    with suppress(TimeoutError):
        scene.until(lambda: not clipped(scene))
    assert clipped(scene) == []


def wrong_fonts(scene: Scene) -> list[str]:
    """Return labels whose letters are smaller than the smallest size there is."""
    least = scene.look.font(CAPTION).pixelSize()
    labels = [one for one in seen(scene) if isinstance(one, Label) and one.text()]
    return [path_of(one) for one in labels if one.font().pixelSize() < least]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_ring_of_the_keyboard_can_be_told_from_its_ground(scene: Scene, theme: str) -> None:
    scene.look.use(theme=theme)
    ring, ground = scene.look.colour("accent"), scene.look.colour("surface")
    scene.look.use(theme="light")
    assert ratio(ring, ground) >= 3


def ratio(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_was_hidden_when_the_scale_changed_has_its_size(scene: Scene) -> None:
    show(scene, "view:state")
    dock = scene.window.docks.http
    try:
        scene.look.use(scale_percent=200)
        dock.setFloating(True)
        scene.until(dock.isVisible)
        assert wrong_fonts(scene) == []
    finally:
        dock.setFloating(False)
        scene.look.use(scale_percent=100)


def test_the_whole_window_fits_at_every_scale(scene: Scene) -> None:
    show(scene, "view:state")
    wrong: list[str] = []
    try:
        for scale in (125, 150, 200, 250):
            factor = scale / 100
            scene.frame.resize(round(1280 * factor), round(720 * factor))
            scene.look.use(scale_percent=scale)
            for _ in range(3):
                scene.app.processEvents()
            wrong += [f"{scale} %: {each}" for each in clipped(scene)]
            wrong += [f"{scale} %: {each}" for each in wrong_fonts(scene)]
    finally:
        scene.look.use(scale_percent=100)
        scene.frame.resize(1280, 720)
    assert wrong == []
