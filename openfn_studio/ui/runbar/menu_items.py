"""Items of the run bar's menus."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from openfn_studio.ui.theme.look import Look


def add_item(look: Look, menu: QMenu, text: str, icon: str = "") -> QAction:
    """Add an item whose text is shown as it is."""
    action = menu.addAction(text.replace("&", "&&"))
    if icon:
        action.setIcon(look.icon(icon))
    return action


def mark_item(look: Look, action: QAction, is_chosen: bool) -> None:
    """Mark an item as chosen or not: by a tick in place of its icon, and for screen readers."""
    action.setCheckable(True)
    action.setChecked(is_chosen)
    if is_chosen:
        action.setIcon(look.icon("check", "accent", 2))


def add_note(menu: QMenu, text: str) -> None:
    """Add a line that says something and does nothing."""
    action = menu.addAction(text.replace("&", "&&"))
    action.setEnabled(False)
