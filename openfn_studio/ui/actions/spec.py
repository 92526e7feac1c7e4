"""What a row of the action table says."""

from dataclasses import dataclass

MENUS = ("File", "Edit", "Select", "View", "Run", "Go", "Project", "Help")
"""The menus, from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One thing the user can do."""

    id: str
    """``area:verb``; never renamed, the session remembers it."""
    title: str
    """A verb first, sentence case; ends in an ellipsis when it asks before it acts."""
    menu: str
    """One of ``MENUS``."""
    group: int = 0
    """Rows of a menu are parted by a line where this changes."""
    icon: str = ""
    """A Lucide name, where a picture helps."""
    keys: tuple[str, ...] = ()
    """Shortcuts in Qt's notation, the one that is shown first."""
    when: tuple[str, ...] = ()
    """Names of ``conditions``: all must hold."""
    help: str = ""
    """One sentence for the shortcut list and the status tip."""
    is_checkable: bool = False
    is_own_key: bool = False
    """The widget with the keyboard handles the key itself: it is shown, and not taken from it."""
    is_in_palette: bool = True
