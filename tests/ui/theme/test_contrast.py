"""Every text colour can be read on every ground, in every theme: WCAG's 4.5 to 1."""

import itertools

import pytest

from openfn_studio.paths import resources
from openfn_studio.ui.theme.theme import NAMES, load_theme

TEXTS = (
    "text",
    "text_muted",
    "text_faint",
    "accent",
    "ok",
    "warn",
    "err",
    "info",
    "keyword",
    "string",
    "number",
    "comment",
    "operation",
    "property",
    "punctuation",
)
GROUNDS = (
    "surface",
    "chrome",
    "sunken",
    "raised",
    "hover",
    "selection",
    "ok_soft",
    "warn_soft",
    "err_soft",
    "info_soft",
)
LEAST = 4.5
LEAST_OF_A_CONTROL = 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_readable_on_every_ground(name: str) -> None:
    theme = load_theme(resources() / "themes", name)

    weak = {
        f"{text} on {ground}": round(contrast(theme.hex[text], theme.hex[ground]), 2)
        for text, ground in itertools.product(TEXTS, GROUNDS)
        if contrast(theme.hex[text], theme.hex[ground]) < LEAST
    }

    assert weak == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_the_primary_button_is_readable(name: str) -> None:
    theme = load_theme(resources() / "themes", name)

    assert contrast(theme.hex["on_accent"], theme.hex["accent_fill"]) >= LEAST


@pytest.mark.parametrize("name", NAMES)
def test_the_border_of_a_control_can_be_seen(name: str) -> None:
    theme = load_theme(resources() / "themes", name)

    assert contrast(theme.hex["line_control"], theme.hex["surface"]) >= LEAST_OF_A_CONTROL


def test_all_themes_have_the_same_roles() -> None:
    roles = {name: set(load_theme(resources() / "themes", name).hex) for name in NAMES}

    assert roles["light"] == roles["dark"] == roles["contrast"]
