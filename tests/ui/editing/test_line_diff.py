from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.workbench.editing.line_diff import DiffRow, LineDiff, inline, line_diff

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "fn(state => {"]), max_size=30).map("\n".join)


def unfolded(diff: LineDiff) -> list[DiffRow]:
    rows: list[DiffRow] = []
    for row in diff.rows:
        rows += row.hidden if row.kind == "gap" else [row]
    return rows


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_rows(before: str, after: str):
    rows = unfolded(line_diff(before, after))

    left = [row.left for row in rows if row.left]
    right = [row.right for row in rows if row.right]
    assert "\n".join(side.text for side in left) == before.removesuffix("\n") or not before
    assert "\n".join(side.text for side in right) == after.removesuffix("\n") or not after
    assert [side.number for side in left] == list(range(1, len(left) + 1))
    assert [side.number for side in right] == list(range(1, len(right) + 1))
    assert all(
        row.left.text == row.right.text
        for row in rows
        if row.kind == "same" and row.left and row.right
    )


@given(TEXTS, TEXTS)
def test_one_column_has_the_same_lines(before: str, after: str):
    rows = unfolded(line_diff(before, after))
    flat = list(inline(rows))

    assert [row.left for row in flat if row.left and row.kind != "same"] == [
        row.left for row in rows if row.left and row.kind != "same"
    ]
    assert all(row.kind != "changed" for row in flat)


def test_lines_that_are_alike_show_what_differs_in_them():
    (row,) = line_diff("get('/a', x)", "get('/bc', x)").rows

    assert row.left
    assert row.right
    assert [row.left.text[slice(*span)] for span in row.left.spans] == ["a"]
    assert [row.right.text[slice(*span)] for span in row.right.spans] == ["bc"]


def test_what_is_the_same_far_from_changes_is_folded():
    lines = [str(number) for number in range(100)]
    changed = [*lines[:50], "new", *lines[51:]]

    diff = line_diff("\n".join(lines), "\n".join(changed))

    assert [row.kind for row in diff.rows] == [
        "gap", "same", "same", "same", "changed", "same", "same", "same", "gap"
    ]  # fmt: skip
    assert (diff.added, diff.removed, diff.changes) == (1, 1, 1)
    assert len(diff.rows[0].hidden) == 47


def test_line_ends_alone_make_no_change():
    assert line_diff("a\r\nb\r\n", "a\nb\n").is_same
    assert line_diff("", "").is_same


def test_long_texts_are_compared_in_time():
    before = "\n".join(f"line {number}" for number in range(100_000))
    after = before.replace("line 50000\n", "").replace("line 7", "Line 7")

    diff = line_diff(before, after)

    assert not diff.is_same
