"""Addresses of OpenFn's own pages; they are opened in the browser and only when asked for."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

LINKS = {
    "help:openfn-docs": "https://docs.openfn.org",
    "help:adaptor-wiki": "https://github.com/OpenFn/adaptors/wiki",
    "help:community": "https://community.openfn.org",
}
"""What an action of the Help menu opens."""


def open_link(address: str) -> bool:
    """Open a web page in the user's browser; anything that is no web address is refused."""
    url = QUrl(address)
    if url.scheme() not in ("http", "https"):
        return False
    return QDesktopServices.openUrl(url)
