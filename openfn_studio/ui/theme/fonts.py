"""The two type families, shipped ones first, then those of each system."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from openfn_studio.ui.theme.sizes import SMALL

SANS = (
    "Inter",
    "SF Pro Text",
    "Segoe UI Variable Text",
    "Segoe UI",
    "Cantarell",
    "Ubuntu",
    "Noto Sans",
    "DejaVu Sans",
)
MONO = (
    "JetBrains Mono NL",
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Menlo",
    "Consolas",
    "Ubuntu Mono",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)


def load_fonts(folder: Path) -> int:
    """Make the shipped fonts known to Qt; return how many could be loaded.

    None is not an error: the window then uses the system's.
    """
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in folder.glob("*.woff2")]
    return sum(number >= 0 for number in loaded)


def make_font(pixels: int, weight: int, *, mono: bool, families: tuple[str, ...] = ()) -> QFont:
    """Return a font of so many pixels; ``families`` are tried before our own lists."""
    font = QFont()
    font.setFamilies([*families, *(MONO if mono else SANS)])
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    if mono:
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFixedPitch(True)
    elif pixels <= SMALL:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100.5)
    return font
