"""The icons the program names are the icons it ships."""

import re
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from openfn_studio.paths import resources
from openfn_studio.ui.theme.look import Look

PACKAGE = Path(__file__).parents[3] / "openfn_studio"
WINDOW = resources() / "window"


def named_icons() -> set[str]:
    """Every string in the window's code that is the name of an icon there is, or looks like one."""
    listed = set((WINDOW / "icons.txt").read_text("utf-8").split())
    used: set[str] = set()
    for file in [*PACKAGE.glob("ui/**/*.py"), *PACKAGE.glob("workbench/**/*.py")]:
        strings = re.findall(r'"([a-z0-9-]+)!?"', file.read_text("utf-8"))
        used |= {text for text in strings if text in listed}
    return used


def test_every_listed_icon_is_there_and_used() -> None:
    listed = (WINDOW / "icons.txt").read_text("utf-8").split()

    assert listed == sorted(set(listed))
    assert [name for name in listed if not (WINDOW / "icons" / f"{name}.svg").is_file()] == []
    assert sorted(set(listed) - named_icons()) == []


CALLS = (
    r"look\.icon\(\s*",
    r"draw_icon\(\s*\w+,\s*",
    r"(?:IconView|ToolButton|EmptyState)\(\s*\w+(?:\.\w+)*,\s*",
)
"""What stands before the name of an icon."""


def test_every_icon_asked_for_by_name_is_there() -> None:
    call = re.compile(rf'(?:{"|".join(CALLS)})"([a-z0-9-]+)!?"')
    texts = [file.read_text("utf-8") for file in PACKAGE.glob("ui/**/*.py")]
    asked = {name for text in texts for name in call.findall(text)}

    assert len(asked) > 40
    assert [name for name in sorted(asked) if not (WINDOW / f"icons/{name}.svg").is_file()] == []


def test_an_icon_follows_the_theme(look: Look) -> None:
    icon = look.icon("play", "accent")

    light = icon.pixmap(QSize(16, 16)).toImage()
    look.use("contrast")
    contrast = icon.pixmap(QSize(16, 16)).toImage()
    disabled = icon.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()

    assert light != contrast
    assert disabled != contrast
