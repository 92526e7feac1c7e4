from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.ui.optree.levels import Move, Replace, steps_between

LINES = st.lists(st.integers(0, 3), max_size=6)


@given(LINES, LINES)
def test_the_steps_lead_from_the_old_lines_to_as_many_as_the_new(old: list[int], new: list[int]):
    lines: list[object] = list(old)
    for step in steps_between(old, new):
        if isinstance(step, Move):
            lines.insert(step.target, lines.pop(step.source))
        else:
            lines[step.at : step.at + step.removed] = new[step.at : step.at + step.added]

    assert len(lines) == len(new)
    if sorted(old) == sorted(new):
        assert lines == new


def test_a_line_that_changed_stays_where_it_is():
    assert steps_between("abc", "axc") == []
    assert steps_between("abc", "abc") == []


def test_a_line_that_moves_is_one_step():
    assert steps_between("abcd", "bcda") == [Move(0, 3)]
    assert steps_between("abcd", "dabc") == [Move(3, 0)]
    assert steps_between("abcd", "acbd") == [Move(1, 2)]


def test_lines_that_come_or_go_leave_the_others():
    assert steps_between("abc", "ab") == [Replace(2, 1, 0)]
    assert steps_between("ac", "abc") == [Replace(1, 0, 1)]
    assert steps_between("", "ab") == [Replace(0, 0, 2)]
