"""One setting on the page: what it is, what it does, its control, and the way back."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from openfn_studio.settings import Kind, Setting
from openfn_studio.ui.preferences.controls import Control, control_for
from openfn_studio.ui.preferences.style_chooser import StyleChooser
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.workbench.preferences import PreferenceBench

_CONTROL_WIDTH = 300
_LEAST_WORDS = 240
"""Room for the words beside the control, in pixels at 100 %."""


class SettingRow(QFrame):
    """Title and help at the left, the control at the right; a changed one can be reset."""

    def __init__(self, look: Look, setting: Setting, preferences: PreferenceBench) -> None:
        super().__init__()
        self._look = look
        self.setting = setting
        self._preferences = preferences
        self._is_wide = setting.kind is Kind.STYLE
        self.control: Control = (StyleChooser if self._is_wide else control_for)(look, setting)
        self.control.picked.connect(self._on_picked)
        self._reset = Button(look, "Reset", link=True)
        self._reset.setAccessibleName(f"Reset {setting.title}")
        self._reset.clicked.connect(lambda: preferences.reset(setting.name))
        # Its room is kept, so that nothing moves when a setting becomes another one.
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._holder = box(row(self.control, gap=0))
        self._box = self._build()
        self.setLayout(self._box)
        self.setToolTip(f"In the settings file: {setting.name}")
        self.refresh()

    def refresh(self) -> None:
        """Show what the setting is now."""
        was_blocked = self.control.blockSignals(True)
        self.control.show_value(self._preferences.value(self.setting.name))
        self.control.blockSignals(was_blocked)
        is_changed = self._preferences.is_changed(self.setting.name)
        self._reset.setVisible(is_changed)
        changed = ", changed" if is_changed else ""
        self.setAccessibleName(f"{self.setting.title}{changed}. {self.setting.help}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark of a changed setting."""
        super().paintEvent(event)
        if self._preferences.is_changed(self.setting.name):
            edge = self.rect().adjusted(0, 6, 3 - self.width(), -6)
            QPainter(self).fillRect(edge, self._look.colour("accent"))

    def arrange(self, room: int) -> None:
        """Put the control beside the words, or below them where ``room`` pixels are too few.

        The page says how much room there is: a row that looked at its own width would hold itself
        wide by what it put side by side.
        """
        if self._is_wide:
            return
        px = self._look.px
        has_room = room >= px(_CONTROL_WIDTH + _LEAST_WORDS)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if has_room else directions.TopToBottom)
        self._box.setSpacing(px(24 if has_room else 6))
        self._holder.setMinimumWidth(px(_CONTROL_WIDTH) if has_room else 0)
        self._holder.setMaximumWidth(px(_CONTROL_WIDTH))

    def _build(self) -> QBoxLayout:
        title = Label(self._look, self.setting.title, BODY, 500)
        title.setBuddy(self.control)
        text = Label(self._look, self.setting.help, SMALL, tone="muted", wrap=True)
        words = column(row(title, self._reset, None, gap=10), text, gap=2)
        if self._is_wide:
            return column(words, self._holder, margins=(16, 8, 16, 8), gap=8)
        return row(box(words), self._holder, margins=(16, 8, 16, 8), gap=24)

    def _on_picked(self, value: object) -> None:
        if not self.setting.problem_with(value):
            self._preferences.set(self.setting.name, value)  # pyright: ignore[reportArgumentType]
