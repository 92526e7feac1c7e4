"""The colours of code: the theme's own, any of Pygments', or one of ours; always readable."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pygments.style import Style as PygmentsStyle
from pygments.styles import get_all_styles, get_style_by_name
from pygments.token import Token

from openfn_studio.language.colouring import Role
from openfn_studio.paths import resources
from openfn_studio.ui.editor.contrast import is_dark, mixed, readable
from openfn_studio.ui.theme.look import Look

AS_THEME = "theme"
"""The style that follows the window's theme."""


_PLAIN = 5.2
"""The contrast of plain text on the ground: on the current line, which is nearer to it, there is
still enough."""


@dataclass(frozen=True, slots=True)
class TokenLook:
    """How a kind of token is drawn."""

    colour: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class SyntaxStyle:
    """Every colour of the text area, as ``#rrggbb``; text on its ground has 4.5:1 or more."""

    name: str
    is_dark: bool
    ground: str
    text: str
    tokens: Mapping[Role, TokenLook]
    current_line: str
    selection: str
    line_number: str
    caret: str
    guide: str


@dataclass(frozen=True, slots=True)
class StyleName:
    """A style as a list offers it."""

    name: str
    """What the setting holds."""
    title: str


_THEME_ROLES: Mapping[Role, str] = {
    Role.COMMENT: "comment",
    Role.STRING: "string",
    Role.ESCAPE: "string",
    Role.NUMBER: "number",
    Role.KEYWORD: "keyword",
    Role.CONSTANT: "number",
    Role.OPERATION: "operation",
    Role.PROPERTY: "property",
    Role.PUNCTUATION: "punctuation",
    Role.OPERATOR: "punctuation",
    Role.REGEX: "string",
}
_PYGMENTS = {
    Role.COMMENT: Token.Comment.Single,
    Role.STRING: Token.Literal.String.Single,
    Role.ESCAPE: Token.Literal.String.Escape,
    Role.NUMBER: Token.Literal.Number.Integer,
    Role.KEYWORD: Token.Keyword.Declaration,
    Role.CONSTANT: Token.Keyword.Constant,
    Role.OPERATION: Token.Name.Function,
    Role.FUNCTION: Token.Name.Function,
    Role.PROPERTY: Token.Name.Attribute,
    Role.PUNCTUATION: Token.Punctuation,
    Role.OPERATOR: Token.Operator,
    Role.REGEX: Token.Literal.String.Regex,
}


@cache
def style_names() -> tuple[StyleName, ...]:
    """Return every style there is: the theme's, ours, then Pygments' by name."""
    ours = [StyleName(AS_THEME, "As the theme")]
    ours += [StyleName(name, _read(name)["title"]) for name in _own_names()]
    return (*ours, *(StyleName(name, _title(name)) for name in _pygments_names()))


def syntax_style(look: Look, name: str) -> SyntaxStyle:
    """Return a style by its name; the theme's for a name that is unknown."""
    if name == AS_THEME:
        return _theme_style(look)
    if name in _own_names():
        return _own_style(name)
    return _pygments_style(name) if name in _pygments_names() else _theme_style(look)


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


@cache
def _pygments_names() -> tuple[str, ...]:
    # Plug-ins of Pygments are looked for, which takes a while.
    return tuple(sorted(get_all_styles()))


@cache
def _own_names() -> tuple[str, ...]:
    folder = resources() / "themes" / "syntax"
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


@cache
def _read(name: str) -> dict[str, Any]:
    file = resources() / "themes" / "syntax" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _theme_style(look: Look) -> SyntaxStyle:
    hexes = look.theme.hex
    tokens = {
        role: TokenLook(hexes[_THEME_ROLES.get(role, "text")], is_italic=False) for role in Role
    }
    return SyntaxStyle(
        name=AS_THEME,
        is_dark=look.is_dark,
        ground=hexes["surface"],
        text=hexes["text"],
        tokens=tokens,
        current_line=hexes["hover"],
        selection=mixed(hexes["surface"], hexes["accent"], 0.24),
        line_number=hexes["text_faint"],
        caret=hexes["accent"],
        guide=hexes["line"],
    )


@cache
def _own_style(name: str) -> SyntaxStyle:
    written = _read(name)
    ground, tokens = written["ground"], written["tokens"]
    looks = {role: _token_look(tokens.get(role.name.lower(), ground["text"])) for role in Role}
    return SyntaxStyle(
        name=name,
        is_dark=is_dark(ground["ground"]),
        ground=ground["ground"],
        text=ground["text"],
        tokens=looks,
        current_line=ground["current_line"],
        selection=ground["selection"],
        line_number=ground["line_number"],
        caret=ground["text"],
        guide=ground["guide"],
    )


def _token_look(written: str) -> TokenLook:
    colour, *words = written.split()
    return TokenLook(colour, "bold" in words, "italic" in words)


@cache
def _pygments_style(name: str) -> SyntaxStyle:
    style = get_style_by_name(name)
    ground = _hex(style.background_color)
    plain = readable(_colour_of_names(style) or _opposite(ground), ground, _PLAIN)
    current_line = mixed(ground, plain, 0.06)
    # What is readable on the current line is so on the plain ground: the line is nearer to text.
    looks = {role: _pygments_token(style, role, plain, current_line) for role in Role}
    return SyntaxStyle(
        name=name,
        is_dark=is_dark(ground),
        ground=ground,
        text=plain,
        tokens=looks,
        current_line=current_line,
        selection=mixed(ground, plain, 0.18),
        line_number=readable(mixed(plain, ground, 0.4), current_line),
        caret=plain,
        guide=mixed(ground, plain, 0.16),
    )


def _pygments_token(style: type[PygmentsStyle], role: Role, plain: str, ground: str) -> TokenLook:
    if role not in _PYGMENTS:
        return TokenLook(plain)
    found = style.style_for_token(_PYGMENTS[role])
    colour = found["color"]
    return TokenLook(
        readable(f"#{colour}", ground) if colour else plain,
        bool(found["bold"]),
        bool(found["italic"]),
    )


def _colour_of_names(style: type[PygmentsStyle]) -> str:
    found = style.style_for_token(Token.Name)["color"]
    return f"#{found}" if found else ""


def _hex(colour: str) -> str:
    digits = colour.lstrip("#")
    return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits)


def _opposite(ground: str) -> str:
    return "#e6e6e6" if is_dark(ground) else "#1e1e1e"
