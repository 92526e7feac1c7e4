import pytest
from rich.console import Console

from benchmarks.harness.ratio_table import Budget, Table, compare, stacked, to_markdown, to_rich


def test_ratios_come_first_and_are_medians_of_each_rounds_ratio() -> None:
    table = compare(
        "Trivial job", {"peer": [4.0, 40.0], "ours": [1.0, 20.0]}, against="peer", unit="ms"
    )

    assert table.columns[:3] == ("variant", "÷ peer", "median ms")
    assert table.rows[0][:2] == ("peer", "1")
    assert table.rows[1][:4] == ("ours", "0.375 (0.25–0.5)", "10.5", "1.00–20.0")


def test_only_the_rounds_a_slow_peer_took_part_in_are_divided() -> None:
    table = compare("Trivial job", {"peer": [4.0], "ours": [1.0, 2.0]}, against="peer", unit="ms")

    assert table.rows[1][1:3] == ("0.25 (0.25–0.25)", "1.50")


def test_without_a_peer_there_are_no_ratios() -> None:
    table = compare("Trivial job", {"ours": [1.0]}, against=None, unit="ms")

    assert table.rows == (("ours", "–", "1.00", "1.00–1.00", "1", ""),)


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (Budget(10, of="value"), "≤ 10.0: kept"),
        (Budget(9, of="value"), "≤ 9.00: **NOT KEPT**"),
        (Budget(0.5, of="ratio"), "≤ 0.5×: kept"),
        (Budget(0.1, of="ratio"), "≤ 0.1×: **NOT KEPT**"),
    ],
)
def test_a_budget_is_held_against_the_value_or_the_ratio(budget: Budget, said: str) -> None:
    table = compare(
        "Trivial job",
        {"peer": [20.0], "ours": [10.0]},
        against="peer",
        unit="ms",
        budgets={"ours": budget},
    )

    assert table.rows[1][-1] == said


def test_a_budget_of_a_ratio_says_when_no_peer_ran() -> None:
    table = compare(
        "Trivial job",
        {"ours": [10.0]},
        against=None,
        unit="ms",
        budgets={"ours": Budget(0.5, of="ratio")},
    )

    assert table.rows[0][-1] == "≤ 0.5: no peer to compare with"


def test_stacked_tables_name_their_part_in_each_row() -> None:
    parts = {
        size: compare("", {"ours": [value]}, against=None, unit="ms")
        for size, value in (("1 MB", 1.0), ("2 MB", 2.0))
    }

    table = stacked("State", parts, notes=["A note."])

    assert [row[0] for row in table.rows] == ["1 MB: ours", "2 MB: ours"]
    assert (table.title, table.notes) == ("State", ("A note.",))


def test_markdown_has_title_head_rows_and_notes() -> None:
    table = Table("Title", ("a", "b"), (("1", "x | y"),), ("A note.",))

    assert to_markdown(table) == (
        "**Title**\n\n| a | b |\n| --- | --- |\n| 1 | x \\| y |\n\n* A note.\n"
    )


def test_a_column_that_says_nothing_is_not_shown() -> None:
    table = compare("Title", {"ours": [1.0]}, against=None, unit="ms")

    assert "| variant | median ms | min–max | rounds |" in to_markdown(table)
    assert [column.header for column in to_rich(table).columns] == [
        "variant",
        "median ms",
        "min–max",
        "rounds",
    ]


def test_the_terminal_shows_the_same_cells_without_markdown() -> None:
    console = Console(width=100)

    with console.capture() as shown:
        console.print(to_rich(Table("Title", ("a", "b"), (("1", "**NOT KEPT**"),), ("A note.",))))

    text = shown.get()
    assert all(word in text for word in ("Title", "NOT KEPT", "A note."))
    assert "**" not in text
