"""The button that opens the notices, with how many were not seen yet."""

from PySide6.QtCore import Qt

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.notices import NoticeBench


class Bell(ToolButton):
    """A bell; the number follows it, and both turn red while an unseen notice is an error."""

    def __init__(self, look: Look, notices: NoticeBench, size: int = 14) -> None:
        super().__init__(look, "bell", "Notifications", size=size)
        self._notices = notices
        self._refont()
        look.changed.connect(self._refont)
        notices.seen_changed.connect(self._on_seen_changed)
        self._on_seen_changed(notices.unseen)

    def _on_seen_changed(self, unseen: int) -> None:
        styles = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            styles.ToolButtonTextBesideIcon if unseen else styles.ToolButtonIconOnly
        )
        self.setText(str(unseen) if unseen else "")
        words = f"{unseen} not seen" if unseen else "nothing new"
        self.setAccessibleName(f"Notifications, {words}")
        self.setToolTip(f"Notifications: {words}")
        is_grave = unseen > 0 and any(each.tone == "err" for each in self._notices.standing)
        self.show_icon("bell", "err" if is_grave else "icon")

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, 500))
