"""The table of settings: every one with its kind, default, limits and words.

The preferences page, the settings file and every reader go by this table and by nothing else.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import platformdirs

from openfn_studio.paths import APP, DATA_VARIABLE

FILE_NAME = "settings.toml"

Value: TypeAlias = bool | int | str


class Kind(StrEnum):
    """What a setting holds, and with that how it is shown."""

    FLAG = "flag"
    """Yes or no."""
    NUMBER = "number"
    """A whole number within limits."""
    CHOICE = "choice"
    """One of a few words."""
    FONT = "font"
    """The name of a font of this computer; empty for the program's own."""
    STYLE = "style"
    """The name of a syntax style; ``theme`` follows the theme."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the words a setting can be, and how it is called."""

    value: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing a user can change."""

    name: str
    """As in the file: ``editor.font_size`` is ``font_size`` in the table ``editor``."""
    kind: Kind
    default: Value
    section: str
    title: str
    help: str
    """One or two sentences: what it does, and what else there is to know."""
    choices: tuple[Choice, ...] = ()
    least: int = 0
    most: int = 0
    step: int = 1
    unit: str = ""
    words: str = ""
    """Further words people search for."""

    def problem_with(self, value: object) -> str:
        """Return why ``value`` cannot be this setting's, in words; empty when it can."""
        match self.kind:
            case Kind.FLAG:
                return "" if isinstance(value, bool) else "it is true or false"
            case Kind.NUMBER:
                limits = f"it is a whole number from {self.least} to {self.most}"
                if not isinstance(value, int) or isinstance(value, bool):
                    return limits
                return "" if self.least <= value <= self.most else limits
            case Kind.CHOICE:
                known = [choice.value for choice in self.choices]
                return "" if value in known else f"it is one of {', '.join(known)}"
            case _:
                return "" if isinstance(value, str) else "it is a text"


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings under one head."""

    name: str
    icon: str
    """The name of its icon."""
    note: str = ""
    """What people should know about the whole group, in whole sentences."""


SECTIONS = (
    Section("Appearance", "palette"),
    Section("Editor", "file-code-2"),
    Section("Runs", "play"),
    Section("Panels", "panel-bottom"),
    Section("Projects", "folder-open"),
    Section(
        "Privacy",
        "shield-check",
        "OpenFn Studio sends nothing on its own: no usage figures, no crash reports, no update "
        "check. It uses the network when you run a job live, install an adaptor or ask npm for "
        "versions. Runs that are kept hold the data your jobs worked on; they lie in your data "
        "folder, which only you can read, and are not encrypted. Credentials are encrypted, and "
        "their secret values are hidden in everything that is shown or kept.",
    ),
)

_THEMES = (
    Choice("system", "System"),
    Choice("light", "Light"),
    Choice("dark", "Dark"),
    Choice("contrast", "Contrast"),
)

SETTINGS = (
    # ------------------------------------------------------------------ appearance
    Setting(
        name="theme",
        kind=Kind.CHOICE,
        default="system",
        choices=_THEMES,
        section="Appearance",
        title="Theme",
        help="System follows the light or dark mode of this computer. Contrast has black ground, "
        "strong borders and white text.",
        words="colour color dark mode high contrast accessibility",
    ),
    Setting(
        name="scale",
        kind=Kind.NUMBER,
        default=100,
        least=100,
        most=250,
        step=10,
        unit="%",
        section="Appearance",
        title="Size of texts and controls",
        help="Makes everything in the window larger. The code has a font size of its own.",
        words="zoom bigger accessibility",
    ),
    Setting(
        name="reduced_motion",
        kind=Kind.FLAG,
        default=False,
        section="Appearance",
        title="No motion",
        help="Nothing fades or turns.",
        words="animation accessibility spinner",
    ),
    # ------------------------------------------------------------------ editor
    Setting(
        name="editor.syntax_style",
        kind=Kind.STYLE,
        default="theme",
        section="Editor",
        title="Syntax style",
        help="The colours of the code. “As the theme” changes with the theme; every other style "
        "keeps its own ground.",
        words="highlighting colours colors pygments clouds midnight monokai",
    ),
    Setting(
        name="editor.font_family",
        kind=Kind.FONT,
        default="",
        section="Editor",
        title="Font",
        help="A font whose letters are all equally wide.",
        words="typeface monospace",
    ),
    Setting(
        name="editor.font_size",
        kind=Kind.NUMBER,
        default=13,
        least=8,
        most=48,
        unit="px",
        section="Editor",
        title="Font size",
        help="The size of the code before the editor is zoomed with Ctrl and the mouse wheel.",
    ),
    Setting(
        name="editor.tab_width",
        kind=Kind.NUMBER,
        default=2,
        least=1,
        most=8,
        section="Editor",
        title="Indent",
        help="How many spaces one step of indentation has. Jobs of OpenFn have two.",
        unit="spaces",
        words="tab",
    ),
    Setting(
        name="editor.wrap",
        kind=Kind.FLAG,
        default=False,
        section="Editor",
        title="Wrap long lines",
        help="Shows a line that is too long on several rows. The file stays as it is.",
    ),
    Setting(
        name="editor.whitespace",
        kind=Kind.FLAG,
        default=False,
        section="Editor",
        title="Show spaces and tabs",
        help="Draws a dot for each space and an arrow for each tab.",
        words="invisible characters",
    ),
    Setting(
        name="editor.auto_close",
        kind=Kind.FLAG,
        default=True,
        section="Editor",
        title="Close brackets and quotes",
        help="Typing an opening bracket or quote also writes the closing one.",
    ),
    Setting(
        name="editor.completion_while_typing",
        kind=Kind.FLAG,
        default=True,
        section="Editor",
        title="Complete while typing",
        help="Offers functions and paths of the state as you type. Without it, Ctrl+Space does.",
        words="autocomplete intellisense suggestions",
    ),
    Setting(
        name="editor.notes",
        kind=Kind.FLAG,
        default=True,
        section="Editor",
        title="Problems beside the code",
        help="Writes what is wrong with a line behind it. The line is underlined either way.",
        words="errors warnings inline",
    ),
    # ------------------------------------------------------------------ runs
    Setting(
        name="run.timeout_ms",
        kind=Kind.NUMBER,
        default=100_000,
        least=1_000,
        most=86_400_000,
        step=1_000,
        unit="ms",
        section="Runs",
        title="Time limit",
        help="A run that takes longer is ended with exit code 2. The platform allows 100,000 ms.",
        words="timeout",
    ),
    Setting(
        name="run.memory_mb",
        kind=Kind.NUMBER,
        default=512,
        least=64,
        most=65_536,
        step=64,
        unit="MB",
        section="Runs",
        title="Memory limit",
        help="How much memory a job may add to what its adaptors need. A run that takes more is "
        "ended with exit code 134.",
        words="out of memory",
    ),
    Setting(
        name="run.break_on_error",
        kind=Kind.FLAG,
        default=False,
        section="Runs",
        title="Wait at errors while debugging",
        help="A debugged run waits at the operation that failed, so that you can look at the state "
        "before it ends.",
        words="breakpoint pause exception",
    ),
    # ------------------------------------------------------------------ panels
    Setting(
        name="log.follow",
        kind=Kind.FLAG,
        default=True,
        section="Panels",
        title="Follow the log",
        help="The log scrolls to its newest line while a job runs.",
        words="tail scroll",
    ),
    Setting(
        name="state.mask",
        kind=Kind.FLAG,
        default=False,
        section="Panels",
        title="Mask values of the state",
        help="Shows names and sizes but no values, for screens that others can see. Secret values "
        "of credentials are never shown, masked or not.",
        words="privacy hide inspector screen share",
    ),
    # ------------------------------------------------------------------ projects
    Setting(
        name="start.reopen",
        kind=Kind.FLAG,
        default=True,
        section="Projects",
        title="Open the last project at start",
        help="Without it the start page is shown.",
    ),
    # ------------------------------------------------------------------ privacy
    Setting(
        name="runs.kept_of_a_job",
        kind=Kind.NUMBER,
        default=200,
        least=1,
        most=10_000,
        unit="runs",
        section="Privacy",
        title="Runs kept of each job",
        help="Older runs are forgotten when a new one is kept. Pinned runs stay and do not count.",
        words="retention history",
    ),
    Setting(
        name="runs.kept_mb",
        kind=Kind.NUMBER,
        default=1_024,
        least=16,
        most=1_048_576,
        step=64,
        unit="MB",
        section="Privacy",
        title="Room for the runs of a project",
        help="The oldest runs are forgotten when a project's runs take more. Pinned runs stay.",
        words="retention disk size",
    ),
)

BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def settings_file(flag: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings are kept: with a moved data folder, else where the system wants it.

    Args:
        flag: The folder of ``--data``, which moves the settings too.
        environ: Variables, for the one that does the same.
    """
    moved = flag or environ.get(DATA_VARIABLE)
    folder = Path(moved).expanduser().absolute() if moved else platformdirs.user_config_path(APP)
    return folder / FILE_NAME


def found_by(words: str, settings: Iterable[Setting] = SETTINGS) -> tuple[Setting, ...]:
    """Return the settings in which every one of ``words`` occurs, in the table's order."""
    wanted = words.casefold().split()
    return tuple(setting for setting in settings if _has_all(setting, wanted))


def _has_all(setting: Setting, wanted: list[str]) -> bool:
    titles = " ".join(choice.title for choice in setting.choices)
    parts = (setting.name, setting.section, setting.title, setting.help, setting.words, titles)
    text = " ".join(parts).casefold()
    return all(word in text for word in wanted)
