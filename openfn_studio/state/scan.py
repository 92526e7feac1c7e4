"""A scanner for almost-JSON: it finds every deviation and writes the same value as JSON.

It is run only after a strict parser refused the text, so it may be slow; it is never recursive,
so no depth of nesting can hurt it.
"""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from openfn_studio.state import tokens

MAX_DEPTH = 500
"""Arrays and objects inside each other; deeper is refused, by Python and Node alike."""

_BLANK = re.compile(r"[ \t\r\n]+")
_ODD_BLANK = re.compile(r"[\s\ufeff\u200b]")
_COMMENT = re.compile(r"//[^\r\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_ASSIGNMENT = re.compile(
    r"\s*(?:export\s+default\s+|module\.exports\s*=|(?:const|let|var)\s+[\w$]+\s*=|[\w$]+\s*=)\s*"
)
_NAME = re.compile(r"[\w$][\w$-]*")
_END_OF_VALUE = re.compile(r"\s*(?:[,}\]]|\Z)")
_CLOSERS = {"{": "}", "[": "]"}
_QUOTES = ('"', "'", "`", *tokens.TYPOGRAPHIC_QUOTES)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the text is not JSON."""

    offset: int
    what: str
    """What is wrong, a whole sentence."""
    fix: str | None
    """What repairs it, as the rest of "Studio can …"; None when nothing evident does."""


@dataclass(slots=True)
class Scan:
    """What a scan found, and the text with all of it repaired; without findings, the text."""

    findings: list[Finding] = field(default_factory=list[Finding])
    repaired: str = ""


class _Expect(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()
    NOTHING = auto()


class _HardStop(Exception):
    """The scan cannot go on; the finding that says why is already noted."""


def scan(text: str) -> Scan:
    """Return every deviation of the text from JSON, and the text with all of them repaired."""
    return _Scanner(text).run()


class _Scanner:
    """One pass over a text. ``_open`` holds the brackets that wait to be closed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._out: list[str] = []
        self._open: list[str] = []
        self._expect = _Expect.VALUE
        self._comma: int | None = None
        self._comma_place = 0
        self._scan = Scan()
        self._steps = {
            _Expect.VALUE: self._value,
            _Expect.VALUE_OR_END: self._value,
            _Expect.KEY_OR_END: self._key,
            _Expect.COLON: self._colon,
            _Expect.COMMA_OR_END: self._comma_or_end,
            _Expect.NOTHING: self._rest,
        }

    def run(self) -> Scan:
        """Scan to the end, or to the first thing that has no repair."""
        try:
            self._skip_assignment()
            while True:
                self._skip_blank()
                if self._at >= len(self._text):
                    break
                self._steps[self._expect]()
            self._close_what_is_open()
        except _HardStop:
            pass
        self._scan.repaired = "".join(self._out)
        return self._scan

    # ------------------------------------------------------------ noting and writing

    def _note(self, what: str, fix: str | None, offset: int | None = None) -> None:
        at = self._at if offset is None else offset
        self._scan.findings.append(Finding(at, what, fix))
        if fix is None:
            raise _HardStop

    def _take(self, end: int, written: str | None = None) -> None:
        self._out.append(self._text[self._at : end] if written is None else written)
        self._at = end

    # ------------------------------------------------------------ between values

    def _skip_assignment(self) -> None:
        match = _ASSIGNMENT.match(self._text)
        if match:
            self._note("A JSON file holds the value alone, no JavaScript.", "remove the JavaScript")
            self._at = match.end()

    def _skip_blank(self) -> None:
        while self._at < len(self._text):
            blank = _BLANK.match(self._text, self._at)
            if blank:
                self._take(blank.end())
            elif comment := _COMMENT.match(self._text, self._at):
                self._note("JSON has no comments.", "remove the comments")
                self._take(comment.end(), "")
            elif _ODD_BLANK.match(self._text, self._at):
                code = f"U+{ord(self._text[self._at]):04X}"
                self._note(
                    f"The invisible character {code} stands outside of any text.",
                    "remove invisible characters",
                )
                self._take(self._at + 1, " ")
            else:
                return

    # ------------------------------------------------------------ values

    def _value(self) -> None:
        character = self._text[self._at]
        if character in "{[":
            self._open_bracket(character)
        elif character in "}]":
            self._close_bracket(character)
        elif character in ",;":
            self._note("A value is missing.", "write null where a value is missing")
            self._out.append("null")
            self._value_is_done()
        elif character in _QUOTES:
            self._string()
            self._value_is_done()
        else:
            self._scalar()
            self._value_is_done()

    def _value_is_done(self) -> None:
        self._comma = None
        self._expect = _Expect.COMMA_OR_END if self._open else _Expect.NOTHING

    def _open_bracket(self, bracket: str) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._note(f"The value is nested more than {MAX_DEPTH} levels deep.", None)
        self._open.append(bracket)
        self._comma = None
        self._take(self._at + 1)
        self._expect = _Expect.KEY_OR_END if bracket == "{" else _Expect.VALUE_OR_END

    def _close_bracket(self, closer: str) -> None:
        if not self._open:
            self._note(f"A {closer} closes what was never opened.", "remove what is too much")
            self._take(self._at + 1, "")
            return
        if self._expect is _Expect.VALUE and self._comma is None:
            self._note("A value is missing.", "write null where a value is missing")
            self._out.append("null")
        self._drop_trailing_comma()
        wanted = _CLOSERS[self._open[-1]]
        if closer == wanted:
            self._take(self._at + 1)
        elif any(_CLOSERS[bracket] == closer for bracket in self._open):
            # The inner bracket was forgotten; this one closes an outer one and is read again.
            self._note(f"A {wanted} is missing before this {closer}.", "add the missing brackets")
            self._out.append(wanted)
        else:
            self._note(f"A {wanted} is expected, not {closer}.", "correct the brackets")
            self._take(self._at + 1, wanted)
        self._open.pop()
        self._value_is_done()

    def _drop_trailing_comma(self) -> None:
        if self._comma is None:
            return
        offset, place = self._comma, self._comma_place
        self._note("A comma stands after the last member.", "remove the commas at the end", offset)
        self._out[place] = ""

    def _string(self) -> None:
        plain = tokens.PLAIN_STRING.match(self._text, self._at)
        if plain:
            self._take(plain.end())
            return
        quote = self._text[self._at]
        token = tokens.read_string(self._text, self._at)
        if token.json is None:
            self._note("A template with ${…} has no value in a JSON file.", None, token.end)
            return
        if not token.is_complete:
            self._note("The file ends inside this text: it may be cut off.", "close what is open")
        elif quote in tokens.TYPOGRAPHIC_QUOTES:
            self._note(
                "A word processor has put its own quotation marks here.",
                "write straight quotation marks",
            )
        elif quote != '"':
            self._note("Text in JSON stands in double quotes.", "write double quotes")
        elif not tokens.is_valid_string(self._text, self._at, token.end):
            self._note(
                "This text holds a line break, an escape or half a character that JSON "
                "does not allow.",
                "escape characters as JSON does",
            )
        else:
            self._take(token.end)
            return
        self._take(token.end, token.json)

    def _scalar(self) -> None:
        number = tokens.NUMBER.match(self._text, self._at)
        if number and tokens.is_sane_number(number.group()):
            self._take(number.end())
        elif number:
            self._note("This number is too large for any program.", "write null for it")
            self._take(number.end(), "null")
        elif infinity := tokens.SIGNED_INFINITY.match(self._text, self._at):
            self._note_word_of_others(infinity.group())
            self._take(infinity.end(), "null")
        elif token := tokens.read_number_like(self._text, self._at):
            self._number_like(token)
        elif word := tokens.WORD.match(self._text, self._at):
            self._word(word)
        else:
            self._note(f"The character {self._text[self._at]} cannot stand here.", None)

    def _number_like(self, token: tokens.Token) -> None:
        written = self._text[self._at : token.end]
        if token.json is None:
            self._note(f"{written} is not a number as JSON writes it.", None)
            return
        fix = "write numbers as JSON does" if token.json[0] != '"' else "write it as text"
        self._note(f"{written} is not a number as JSON writes it.", fix)
        self._take(token.end, token.json)

    def _word(self, match: re.Match[str]) -> None:
        word = match.group()
        if word in tokens.JSON_WORDS:
            self._take(match.end())
        elif word in tokens.WORDS_OF_OTHERS:
            self._note_word_of_others(word)
            self._take(match.end(), tokens.WORDS_OF_OTHERS[word])
        elif _END_OF_VALUE.match(self._text, match.end()):
            self._note(f"{word} is neither text in quotes nor a value of JSON.", "put it in quotes")
            self._take(match.end(), f'"{word}"')
        else:
            self._note(f"{word} is code: it has no value in a JSON file.", None)

    def _note_word_of_others(self, word: str) -> None:
        written = tokens.WORDS_OF_OTHERS.get(word, "null")
        self._note(f"JSON does not know {word}.", f"write {written} for {word}")

    # ------------------------------------------------------------ inside brackets

    def _key(self) -> None:
        character = self._text[self._at]
        if character in "}]":
            self._close_bracket(character)
            return
        if character == ",":
            self._note("A comma stands here without a member.", "remove commas too many")
            self._take(self._at + 1, "")
            return
        self._comma = None
        self._expect = _Expect.COLON
        if character in _QUOTES:
            self._string()
        elif word := _NAME.match(self._text, self._at):
            self._note("Names in JSON stand in double quotes.", "put names in quotes")
            self._take(word.end(), f'"{word.group()}"')
        else:
            self._note("A name in double quotes is expected here.", None)

    def _colon(self) -> None:
        character = self._text[self._at]
        if character == ":":
            self._take(self._at + 1)
        elif character == "=":
            self._note("A colon is expected after the name.", "write colons")
            self._take(self._at + 1, ":")
        else:
            self._note("A colon is expected after the name.", None)
        self._expect = _Expect.VALUE

    def _comma_or_end(self) -> None:
        character = self._text[self._at]
        if character in "}]":
            self._close_bracket(character)
            return
        if character == ",":
            self._comma = self._at
            self._comma_place = len(self._out)
            self._take(self._at + 1)
        elif character in _QUOTES or character in "{[-" or character.isalnum():
            self._note("A comma is missing before this.", "add the missing commas")
            self._out.append(", ")
        else:
            self._note(f"A comma or a bracket is expected, not {character}.", None)
        inside = self._open[-1]
        self._expect = _Expect.KEY_OR_END if inside == "{" else _Expect.VALUE_OR_END

    # ------------------------------------------------------------ the end

    def _rest(self) -> None:
        character = self._text[self._at]
        if character in ";,)":
            self._note("A JSON file ends with its value.", "remove what follows it")
        elif character in "}]":
            self._note(f"A {character} closes what was never opened.", "remove what is too much")
        else:
            self._note(
                "A second value begins here, but a JSON file holds one.",
                "keep the first value and remove the rest",
            )
            self._take(len(self._text), "")
            return
        self._take(self._at + 1, "")

    def _close_what_is_open(self) -> None:
        if self._expect is _Expect.NOTHING:
            return
        if not self._open:
            self._note("The file holds no value.", None)
        last = len(self._text.rstrip())
        self._note("The file ends too early: it may be cut off.", "close what is open", last)
        if self._expect is _Expect.COLON:
            self._out.append(": null")
        elif self._expect is _Expect.VALUE:
            self._out.append("null")
        elif self._comma is not None:
            self._out[self._comma_place] = ""
        self._out.extend(_CLOSERS[bracket] for bracket in reversed(self._open))
