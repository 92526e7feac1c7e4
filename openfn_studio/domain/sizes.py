"""Sizes in bytes as people say them."""


def size_words(size: int) -> str:
    """Return a size in decimal units with at most three digits: ``512 bytes``, ``3.2 MB``."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    value = float(size)
    units = ["TB", "GB", "MB", "kB"]
    while True:
        value /= 1000
        unit = units.pop()
        if value < 999.5 or not units:
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
