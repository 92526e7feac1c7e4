"""The guide: its text with the keys that really hold, and its chapters."""

import re
from dataclasses import dataclass

from openfn_studio.paths import resources
from openfn_studio.ui.actions.registry import Actions

_KEY = re.compile(r"\[\[([a-z]+:[a-z-]+)\]\]")
_CHAPTER = re.compile(r"^## (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide, ready to be shown."""

    text: str
    """Markdown."""
    chapters: tuple[str, ...]
    """The titles of its second-level headings, in order."""


def read_guide(actions: Actions) -> Guide:
    """Read the guide; ``[[run:job]]`` becomes the shortcut of that action, or its name."""
    try:
        written = (resources() / "help" / "guide.md").read_text("utf-8")
    except OSError:
        written = "# Guide\n\nThe guide is missing. Install OpenFn Studio again to get it back."
    text = _KEY.sub(lambda found: _key_words(actions, found[1]), written)
    return Guide(text, tuple(_CHAPTER.findall(text)))


def actions_named(text: str) -> tuple[str, ...]:
    """Return the ids of the actions whose keys a text names."""
    return tuple(_KEY.findall(text))


def _key_words(actions: Actions, action: str) -> str:
    keys = actions.keys_of(action)
    return f"**{keys}**" if keys else f"*{actions.spec(action).title.removesuffix('…')}*"
