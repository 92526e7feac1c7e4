"""Qt's palette out of roles, for what Fusion draws itself."""

from PySide6.QtGui import QColor, QPalette

from openfn_studio.ui.theme.theme import Theme

_Role = QPalette.ColorRole
_ROLES = {
    _Role.Window: "chrome",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "chrome",
    _Role.Text: "text",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
    _Role.BrightText: "err",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "text_faint",
    _Role.Highlight: "selection",
    _Role.HighlightedText: "text",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Light: "raised",
    _Role.Midlight: "hover",
    _Role.Mid: "line",
    _Role.Dark: "line_strong",
    _Role.Shadow: "line_strong",
}


def palette_of(theme: Theme) -> QPalette:
    """Return the palette of a theme."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(theme.hex[name]))
    disabled = QColor(theme.hex["disabled"])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette
