"""Takes out of a text what tells who its user is, before it leaves the program by the clipboard."""

import getpass
import re
from pathlib import Path

_HOMES = re.compile(r"(/home/|/Users/|[A-Za-z]:\\+Users\\+)[^/\\\s:\"']+")


class PrivateText:
    """Writes ``~`` for the home folder and for the name of the user within paths.

    Args:
        home: The user's home folder.
        user: The user's name on this computer; empty when nobody knows.
    """

    def __init__(self, home: Path | None = None, user: str | None = None) -> None:
        self._home = str(home or Path.home())
        name = _user_name() if user is None else user
        # A name of one or two letters would be found within words.
        self._in_path = re.compile(rf"(?<=[/\\]){re.escape(name)}(?=[/\\\s:]|$)") if name else None

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        text = _HOMES.sub("~", text)
        return self._in_path.sub("~", text) if self._in_path else text


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # some containers have users without a name
        return ""
