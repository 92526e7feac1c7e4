"""The menu bar, read from the action table."""

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.actions.spec import MENUS, ActionSpec
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL


def menu_bar(look: Look, actions: Actions) -> QMenuBar:
    """Return the menu bar with a menu for each of ``MENUS``."""
    menus = QMenuBar()
    menus.setNativeMenuBar(False)
    menus.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    for title in MENUS:
        menu = menus.addMenu(f"&{title}")
        menu.setToolTipsVisible(True)
        _fill(menu, actions, [spec for spec in actions if spec.menu == title])

    def refont() -> None:
        font = look.font(SMALL)
        menus.setFont(font)
        for menu in menus.findChildren(QMenu):
            menu.setFont(font)

    refont()
    look.changed.connect(refont)
    return menus


def _fill(menu: QMenu, actions: Actions, rows: Iterable[ActionSpec]) -> None:
    group = 0
    for spec in rows:
        if spec.group != group:
            menu.addSeparator()
            group = spec.group
        menu.addAction(actions.qaction(spec.id))
