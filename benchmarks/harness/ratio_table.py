"""Tables of ratios: the same rows for the terminal and for the results page. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rich.table import Table as RichTable

from benchmarks.harness.samples import ratios, short, summarize


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of the design that a measurement must not pass."""

    limit: float
    of: str
    """What is held against it: ``value``, the median, or ``ratio``, the median of the ratios."""

    def verdict(self, value: float, ratio: float | None) -> str:
        """Return whether it is kept, in one short text."""
        held = value if self.of == "value" else ratio
        if held is None:
            return f"≤ {short(self.limit)}: no peer to compare with"
        word = "kept" if held <= self.limit else "**NOT KEPT**"
        sign = "×" if self.of == "ratio" else ""
        return f"≤ {short(self.limit)}{sign}: {word}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title; ``notes`` say what a reader has to know."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def compare(
    title: str,
    measured: Mapping[str, Sequence[float]],
    *,
    against: str | None,
    unit: str,
    budgets: Mapping[str, Budget] | None = None,
    notes: Sequence[str] = (),
) -> Table:
    """Return a table of several series, each held against one of them.

    Args:
        title: What was measured.
        measured: Variant to its values, one a round. Rounds are paired, as many as the peer has:
            one that takes minutes may be left out of the later ones.
        against: The variant the others are divided by; None when no peer runs.
        unit: The values' unit, shown in the heads.
        budgets: Variant to what it must keep.
        notes: Sentences under the table.
    """
    peer = measured.get(against) if against else None
    rows = [
        _compared(name, values, peer if name != against else None, (budgets or {}).get(name))
        for name, values in measured.items()
    ]
    if peer and against:
        place = list(measured).index(against)
        rows[place] = (rows[place][0], "1", *rows[place][2:])
    head = f"÷ {against}" if peer else "ratio"
    columns = ("variant", head, f"median {unit}", "min–max", "rounds", "budget")
    return Table(title, columns, tuple(rows), tuple(notes))


def stacked(title: str, tables: Mapping[str, Table], notes: Sequence[str] = ()) -> Table:
    """Return one table of several with the same columns.

    Args:
        title: The whole's title; the parts' are left out.
        tables: What their rows have in common to the table, e.g. ``10 MB``.
        notes: Sentences under the table.
    """
    columns = next(iter(tables.values())).columns
    rows = [(f"{label}: {row[0]}", *row[1:]) for label, part in tables.items() for row in part.rows]
    return Table(title, columns, tuple(rows), tuple(notes))


def _compared(
    name: str, values: Sequence[float], peer: Sequence[float] | None, budget: Budget | None
) -> tuple[str, ...]:
    summary = summarize(values)
    ratio = summarize(ratios(values[: len(peer)], peer)) if peer else None
    return (
        name,
        f"{short(ratio.median)} ({short(ratio.low)}–{short(ratio.high)})" if ratio else "–",
        short(summary.median),
        f"{short(summary.low)}–{short(summary.high)}",
        str(summary.count),
        budget.verdict(summary.median, ratio.median if ratio else None) if budget else "",
    )


def to_markdown(table: Table) -> str:
    """Return the table as GitHub's Markdown, with its title and notes."""
    table = _without_empty_columns(table)
    lines = [f"**{table.title}**", "", _row(table.columns), _row(["---"] * len(table.columns))]
    lines += [_row(row) for row in table.rows]
    if table.notes:
        lines += ["", *(f"* {note}" for note in table.notes)]
    return "\n".join(lines) + "\n"


def to_rich(table: Table) -> RichTable:
    """Return the table for a terminal."""
    table = _without_empty_columns(table)
    shown = RichTable(title=table.title, title_justify="left", caption="\n".join(table.notes))
    shown.caption_justify = "left"
    for number, column in enumerate(table.columns):
        shown.add_column(column, justify="left" if number == 0 else "right")
    for row in table.rows:
        shown.add_row(*(cell.replace("**", "") for cell in row))
    return shown


def _without_empty_columns(table: Table) -> Table:
    kept = [
        place
        for place in range(len(table.columns))
        if any(row[place] not in ("", "–") for row in table.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
