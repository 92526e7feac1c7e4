"""Tab goes through a window as it is read, and Shift+Tab the same way back."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QDockWidget,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.tab_order import enter, move_focus
from openfn_studio.ui.widgets.table_view import TableView


class Window(QMainWindow):
    """A window as ours is."""

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus(self, forward=next)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Window]:
    window = Window()
    window.resize(400, 300)
    yield window
    window.close()
    window.deleteLater()


def show(window: QWidget) -> None:
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def field(name: str, height: int = 28) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setFixedHeight(height)
    return made


def laid_out(layout: type[QBoxLayout], widgets: Sequence[QWidget]) -> QWidget:
    holder = QWidget()
    made = layout(holder)
    for widget in widgets:
        made.addWidget(widget)
    return holder


def beside(*widgets: QWidget) -> QWidget:
    return laid_out(QHBoxLayout, widgets)


def below(*widgets: QWidget) -> QWidget:
    return laid_out(QVBoxLayout, widgets)


def pressed(key: Qt.Key, times: int) -> list[str]:
    """Press a key some times; return who has the keyboard after each."""
    names: list[str] = []
    for _ in range(times):
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, key)
        now = QApplication.focusWidget()
        names.append(now.objectName() if now is not None else "")
    return names


def test_rows_are_read_from_the_left_whatever_was_made_first(window: Window) -> None:
    late, tall, low, first = field("late"), field("tall", 40), field("low", 20), field("first")
    window.setCentralWidget(below(beside(first, tall, low), late))
    show(window)
    first.setFocus()

    assert pressed(Qt.Key.Key_Tab, 4) == ["tall", "low", "late", "first"]
    assert pressed(Qt.Key.Key_Backtab, 4) == ["late", "low", "tall", "first"]


def test_from_right_to_left_rows_begin_at_the_right(window: Window) -> None:
    one, two, three = field("one"), field("two"), field("three")
    holder = beside(one, two, three)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.setCentralWidget(holder)
    show(window)
    one.setFocus()
    assert one.x() > two.x()

    assert pressed(Qt.Key.Key_Tab, 3) == ["two", "three", "one"]


def test_what_stands_before_the_widget_a_panel_hands_the_keyboard_to_is_visited(
    window: Window,
) -> None:
    before, main, other = field("before"), field("main"), field("other")
    panel = below(before, main)
    panel.setFocusProxy(main)
    window.setCentralWidget(beside(other, panel))
    show(window)
    other.setFocus()

    assert pressed(Qt.Key.Key_Tab, 3) == ["before", "main", "other"]
    assert pressed(Qt.Key.Key_Backtab, 3) == ["main", "before", "other"]


def test_what_is_off_hidden_or_behind_another_tab_is_passed(window: Window) -> None:
    on, off, hidden, last = field("on"), field("off"), field("hidden"), field("last")
    off.setEnabled(False)
    window.setCentralWidget(below(on, off, hidden, last))
    hidden.hide()
    docks = [QDockWidget(name) for name in ("front", "behind")]
    for dock in docks:
        dock.setWidget(below(field(dock.windowTitle())))
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    window.tabifyDockWidget(*docks)
    docks[0].raise_()
    show(window)
    on.setFocus()

    visited = pressed(Qt.Key.Key_Tab, 4)
    assert [name for name in visited if not name.startswith("qt_") and name] == [
        "last", "front", "on",
    ]  # fmt: skip


def test_a_control_that_is_scrolled_away_is_scrolled_to(window: Window) -> None:
    fields = [field(str(number)) for number in range(30)]
    area, after = QScrollArea(), field("after")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(below(*fields))
    window.setCentralWidget(below(area, after))
    show(window)
    after.setFocus()

    assert pressed(Qt.Key.Key_Backtab, 1) == ["29"]
    assert not fields[29].visibleRegion().isEmpty()
    after.setFocus()
    assert pressed(Qt.Key.Key_Tab, 1) == ["0"]
    assert not fields[0].visibleRegion().isEmpty()


def test_a_window_without_controls_keeps_the_keyboard(window: Window) -> None:
    window.setCentralWidget(QWidget())
    show(window)

    assert not move_focus(window, forward=True)


def test_a_region_is_entered_at_what_it_hands_on_to_while_that_is_seen(window: Window) -> None:
    outside, before, main = field("outside"), field("before"), field("main")
    panel = below(before, main)
    panel.setFocusProxy(main)
    window.setCentralWidget(beside(outside, panel))
    show(window)
    outside.setFocus()

    assert enter(panel)
    assert window.focusWidget() is main
    main.hide()
    assert enter(panel)
    assert window.focusWidget() is before
    main.show()
    assert window.focusWidget() is main

    main.hide()
    assert enter(panel)
    outside.setFocus()
    main.show()
    assert window.focusWidget() is outside
    main.hide()
    before.hide()
    assert not enter(panel)
    assert window.focusWidget() is outside


def test_dialogs_are_read_too(look: Look) -> None:
    dialog = Dialog(look, "Name it")
    panel = below(field("before"), field("main"))
    panel.setFocusProxy(panel.findChild(QLineEdit, "main"))  # pyright: ignore[reportArgumentType]
    dialog.body.addWidget(panel)
    button: QPushButton = dialog.add_button("Save", primary=True)
    button.setObjectName("save")
    show(dialog)
    button.setFocus()

    assert pressed(Qt.Key.Key_Tab, 3) == ["before", "main", "save"]
    dialog.close()
    dialog.deleteLater()


def test_a_table_that_is_entered_by_keyboard_has_a_row_chosen(look: Look) -> None:
    table, model = TableView(look), QStandardItemModel(3, 2)
    table.setModel(model)
    show(table)
    table.clearFocus()

    table.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not table.selectionModel().hasSelection()
    table.clearFocus()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    table.selectRow(2)
    table.clearFocus()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [2]
    table.close()
    table.deleteLater()
