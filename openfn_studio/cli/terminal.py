"""What is written to the terminal: results to stdout, everything for people to stderr."""

import re
from dataclasses import dataclass
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from openfn_studio.errors import StudioError

THEME = Theme(
    {
        "ok": "green",
        "warning": "yellow",
        "error": "bold red",
        "info": "cyan",
        "faint": "bright_black",
        "name": "bold",
        "mode.test": "black on green",
        "mode.live": "black on yellow",
    }
)
WIDE = 10_000
"""The width when no terminal reads along: a line of text stays one line."""

_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    **dict.fromkeys(range(0x7F, 0xA0), "\N{SYMBOL FOR DELETE}"),
}
"""Characters that tell a terminal what to do, and what stands for them."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Two consoles: ``result`` carries only what was asked for, ``people`` all else."""

    result: Console
    people: Console

    @classmethod
    def for_process(cls) -> "Terminal":
        """Return the process's own: coloured on a terminal, plain when piped."""
        return cls(_console(stderr=False), _console(stderr=True))

    @classmethod
    def recording(cls, width: int) -> "Terminal":
        """Return one that also keeps what people are shown, for a picture of that many columns."""
        people = Console(
            stderr=True, theme=THEME, highlight=False, record=True, width=width, force_terminal=True
        )
        return cls(_console(stderr=False), people)

    def save_picture(self, file: Path, title: str) -> None:
        """Save what people were shown as SVG, in fonts the viewer has: nothing is fetched."""
        # Rich's own frame names fonts on a server.
        frame = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
        frame = re.sub(r"<!-- .*? -->\s*", "", frame)
        self.people.save_svg(str(file), title=title, code_format=frame)

    def say(self, text: Text) -> None:
        """Show people a line or block. Where no terminal reads along, nothing is laid out."""
        # A job's texts may hold orders to the terminal: they are shown, not obeyed.
        text.plain = text.plain.translate(_PICTURES)
        if self.people.is_terminal:
            self.people.print(text)
        else:
            print(text.plain, file=self.people.file)

    def problem(self, what: str, *, means: str = "", remedy: str = "", place: str = "") -> None:
        """Show a problem: what happened, what it means, what to do."""
        first = Text.assemble(("✘ ", "error"), (f"{place}: " if place else "", "name"), what)
        self.say(first)
        for line in (means, remedy):
            if line:
                self.say(Text(f"  {line}"))

    def problem_of(self, error: StudioError) -> None:
        """Show an error of ours."""
        place = str(error.place) if error.place else ""
        self.problem(error.what, means=error.means, remedy=error.remedy, place=place)

    def note(self, text: str) -> None:
        """Show a passing remark."""
        self.say(Text(text, style="faint"))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, theme=THEME, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDE
    return console
