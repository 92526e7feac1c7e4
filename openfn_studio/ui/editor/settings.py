"""The user's wishes for every editor, read off the preferences."""

from dataclasses import dataclass
from typing import Any

from openfn_studio.ui.editor.syntax_style import AS_THEME
from openfn_studio.workbench.preferences import PreferenceBench


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """How code is shown and typed."""

    style: str = AS_THEME
    """The name of the syntax style."""
    font_size: int = 13
    """Pixels at 100 %."""
    tab_width: int = 2
    """Spaces of a step of indentation, where the text does not show another."""
    wraps: bool = False
    shows_whitespace: bool = False
    closes_pairs: bool = True
    completes: bool = True
    """Whether something is offered while typing."""
    shows_notes: bool = True
    """Whether problems are told behind the lines."""


def editor_settings(preferences: PreferenceBench) -> EditorSettings:
    """Return the settings of the table that are the editor's."""

    def of(name: str) -> Any:
        return preferences.value(f"editor.{name}")

    return EditorSettings(
        style=of("syntax_style"),
        font_size=of("font_size"),
        tab_width=of("tab_width"),
        wraps=of("wrap"),
        shows_whitespace=of("whitespace"),
        closes_pairs=of("auto_close"),
        completes=of("completion_while_typing"),
        shows_notes=of("notes"),
    )
