"""The widget by which a setting is changed: one for each kind of setting."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontDatabase, QWheelEvent
from PySide6.QtWidgets import QMenu, QSpinBox, QWidget

from openfn_studio.settings import Kind, Setting, Value
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.check import Check
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.ui.widgets.segmented import Segmented

OWN_FONT = "JetBrains Mono"
"""What an empty font means, in words."""


class Control(QWidget):
    """Shows a value and lets the user change it.

    Signals:
        picked: The value the user chose.
    """

    picked = Signal(object)

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        raise NotImplementedError


class FlagControl(Control):
    """A check box with its state as a word."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self._check = Check(look)
        self._check.setAccessibleName(setting.title)
        self._check.toggled.connect(self._on_toggled)
        self.setFocusProxy(self._check)
        self.setLayout(row(self._check, None))

    def show_value(self, value: Value) -> None:
        """Tick the box or not."""
        self._check.setChecked(bool(value))
        self._check.setText("On" if value else "Off")

    def _on_toggled(self, is_on: bool) -> None:
        self._check.setText("On" if is_on else "Off")
        self.picked.emit(is_on)


class _Spin(QSpinBox):
    """A field for a number that lets the page scroll while it has no keyboard."""

    def __init__(self) -> None:
        super().__init__()
        # With the wheel's focus policy, scrolling the page would change what passes the mouse.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Count with the wheel only while the field has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberControl(Control):
    """A field for a number, with its unit; it takes effect when it is left or Enter is pressed."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self._look = look
        self._spin = _Spin()
        self._spin.setRange(setting.least, setting.most)
        self._spin.setSingleStep(setting.step)
        self._spin.setSuffix(f" {setting.unit}")
        self._spin.setGroupSeparatorShown(setting.most >= 10_000)
        # A number that is half typed must not take effect.
        self._spin.setKeyboardTracking(False)
        self._spin.setAccessibleName(setting.title)
        self._spin.setToolTip(
            f"From {setting.least:,} to {setting.most:,}. Arrow keys and the mouse wheel change it."
        )
        self._spin.valueChanged.connect(lambda number: self.picked.emit(number))
        self.setFocusProxy(self._spin)
        self.setLayout(row(self._spin, None))
        look.changed.connect(self._rescale)
        self._rescale()

    def show_value(self, value: Value) -> None:
        """Show a number."""
        self._spin.setValue(cast("int", value))

    def _rescale(self) -> None:
        font, side = self._look.font(SMALL), self._look.px(8)
        self._spin.setFont(font)
        # The style sheet keeps the field within from taking the font of the whole.
        self._spin.lineEdit().setFont(font)
        self._spin.lineEdit().setTextMargins(side, 0, side, 0)
        self._spin.setMinimumWidth(self._look.px(130))


class ChoiceControl(Control):
    """A few words, all of them visible."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self._values = [choice.value for choice in setting.choices]
        self._segments = Segmented(look, [choice.title for choice in setting.choices])
        self._segments.chosen.connect(self._on_chosen)
        self.setFocusProxy(self._segments)
        self.setLayout(row(self._segments))

    def show_value(self, value: Value) -> None:
        """Show which word holds."""
        self._segments.choose(self._values.index(str(value)))

    def _on_chosen(self, index: int) -> None:
        self.picked.emit(self._values[index])


class FontControl(Control):
    """A menu of the fonts of this computer whose letters are equally wide."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self._value = ""
        self._pick = Pick(look, OWN_FONT, field=True)
        self._pick.setAccessibleName(setting.title)
        menu = QMenu(self._pick)
        # Asking each font takes a while: only when the user wants to see them.
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self._pick.setMenu(menu)
        self.setFocusProxy(self._pick)
        self.setLayout(row(self._pick, None))

    def show_value(self, value: Value) -> None:
        """Show the name of a font."""
        self._value = str(value)
        self._pick.set_text(self._value or OWN_FONT)
        self._pick.setToolTip(f"Font: {self._value or OWN_FONT}")

    def _fill(self, menu: QMenu) -> None:
        if not menu.isEmpty():
            return
        group = QActionGroup(menu)
        for family in ("", *equal_width_families()):
            action = QAction(family or f"{OWN_FONT} (default)", menu, checkable=True)
            action.setChecked(family == self._value)
            action.triggered.connect(lambda _=False, name=family: self.picked.emit(name))
            group.addAction(action)
            menu.addAction(action)


def equal_width_families() -> Sequence[str]:
    """Return the families of this computer that are made for code."""
    return [
        family
        for family in QFontDatabase.families(QFontDatabase.WritingSystem.Latin)
        if QFontDatabase.isFixedPitch(family) and not QFontDatabase.isPrivateFamily(family)
    ]


def control_for(look: Look, setting: Setting) -> Control:
    """Return the widget for a setting; styles have a chooser of their own."""
    made = {
        Kind.FLAG: FlagControl,
        Kind.NUMBER: NumberControl,
        Kind.CHOICE: ChoiceControl,
        Kind.FONT: FontControl,
    }
    return made[setting.kind](look, setting)
