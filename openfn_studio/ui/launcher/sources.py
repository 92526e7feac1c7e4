"""What each beginning of a typed text looks among."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.launcher.entry import Entry

COMMAND = ">"
OPERATION = "@"
LINE = ":"


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of things to go to.

    ``prefix`` begins the text that looks among them; an empty one is what people type first.
    """

    prefix: str
    hint: str
    entries: Callable[[str], Iterable[Entry]]
    """Gets the text behind the prefix."""


def commands(actions: Actions) -> Source:
    """Return every action, with its keys, and why one cannot be used."""

    def entries(_: str) -> Iterable[Entry]:
        for spec in actions:
            if spec.is_in_palette and not spec.is_own_key:
                yield _command(actions, spec.id)

    return Source(COMMAND, "Type the name of a command", entries)


def _command(actions: Actions, name: str) -> Entry:
    spec = actions.spec(name)
    reason = actions.reason_against(name)
    return Entry(
        f"command {name}",
        spec.title,
        reason or spec.menu,
        actions.keys_of(name),
        spec.icon,
        None if reason else lambda: _trigger(actions, name),
    )


def _trigger(actions: Actions, name: str) -> None:
    actions.trigger(name)


def lines(go_to: Callable[[int, int], None]) -> Source:
    """Return the source of ``:12`` and ``:12:4``."""

    def entries(typed: str) -> Iterable[Entry]:
        line, _, column = typed.strip().partition(":")
        if not line.isdecimal() or (column and not column.isdecimal()):
            yield Entry("line", "Type a line number, or line:column")
            return
        place = (int(line), int(column or "1"))
        title = f"Go to line {place[0]}" + (f", column {place[1]}" if column else "")
        yield Entry("line", title, icon="corner-down-right", act=lambda: go_to(*place))

    return Source(LINE, "Type a line number", entries)
