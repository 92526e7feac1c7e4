"""``openfn-studio`` and ``openfn-studio open``: the window."""

import importlib
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from openfn_studio.errors import EnvironmentProblem, Place, UserInputProblem
from openfn_studio.paths import DataFolder

PLATFORM = "QT_QPA_PLATFORM"
PACKAGES = "libegl1 libgl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0"
"""What Debian calls the libraries that Qt takes from the system."""
_NEEDS_NO_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where X keeps them


def open_window(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="A project folder.", show_default=False),
    ] = None,
) -> int:
    """Open the window, on a project folder if one is named."""
    return show(context.obj.data, folder)


def show(data: DataFolder, folder: Path | None = None) -> int:
    """Open the window and return its exit code when it was closed.

    Raises:
        UserInputProblem: There is no such folder.
        EnvironmentProblem: There is no display, or Qt's libraries are missing.
    """
    if folder is not None and not folder.is_dir():
        raise UserInputProblem(
            f"There is no folder {folder}.",
            remedy="Name a folder, or open the window without one.",
            place=Place(folder),
        )
    return load_app().run_window(data, folder.absolute() if folder else None)


def load_app(environ: Mapping[str, str] = os.environ) -> Any:
    """Return the module ``openfn_studio.app``, after looking whether a window can be shown.

    Raises:
        EnvironmentProblem: There is no display, or Qt's libraries are missing.
    """
    require_display(environ)
    try:
        # Only now: importing Qt takes longer than most commands.
        return importlib.import_module("openfn_studio.app")
    except ImportError as error:
        raise EnvironmentProblem(
            f"Qt cannot be loaded: {error}.",
            means="The window cannot be opened; the other commands work without it.",
            remedy=f"On Debian and Ubuntu: sudo apt-get install {PACKAGES}.",
        ) from error


def has_display(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether a window could be shown to somebody."""
    if sys.platform != "linux":
        return True
    return bool(environ.get("WAYLAND_DISPLAY")) or _x_answers(environ.get("DISPLAY", ""))


def require_display(environ: Mapping[str, str]) -> None:
    """Refuse in words where Qt would end the whole process.

    Raises:
        EnvironmentProblem: There is nothing to draw on.
    """
    if environ.get(PLATFORM, "").startswith(_NEEDS_NO_DISPLAY) or has_display(environ):
        return
    named = environ.get("DISPLAY")
    raise EnvironmentProblem(
        f"The display {named} does not answer." if named else "There is no display.",
        means="The window cannot be opened; the other commands work without one.",
        remedy="Start it in a graphical session, or see: openfn-studio --help.",
    )


def _x_answers(display: str) -> bool:
    """Return whether the X server of a local display answers; a remote one is believed."""
    host, _, rest = display.partition(":")
    if not rest:
        return False
    if host not in ("", "unix"):
        return True
    name = str(_SOCKETS / f"X{rest.partition('.')[0]}")
    for address in (name, f"\0{name}"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            if connection.connect_ex(address) == 0:
                return True
    return False
