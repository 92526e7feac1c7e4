"""How well a colour is told from its ground, and what makes it readable. Pure."""

LEAST = 4.5
"""The contrast of text that is readable (WCAG AA)."""
_STEPS = 40

_BLACK, _WHITE = "#000000", "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (``#rrggbb``): 1 for equal ones, 21 for black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_dark(colour: str) -> bool:
    """Return whether white is better read on a colour than black."""
    return contrast(colour, _WHITE) > contrast(colour, _BLACK)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share (0 to 1) of another in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, ground: str, least: float = LEAST) -> str:
    """Return the colour, brought nearer to black or white until it is readable on its ground."""
    goal = _WHITE if is_dark(ground) else _BLACK
    for step in range(_STEPS + 1):
        found = mixed(colour, goal, step / _STEPS)
        if contrast(found, ground) >= least:
            return found
    return goal


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
