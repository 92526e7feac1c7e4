import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.language.document import Document
from openfn_studio.language.positions import Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.focus import Shift, focus_after
from openfn_studio.language.rework.verbs import Verb, edits_of
from tests.unit.language.rework.jobs import items, job_of


@pytest.mark.parametrize(
    ("source", "index", "verb", "line", "shown"),
    [
        ("// é🏥\na(1);\n\n// why\nb(2);\nc(3);\n", 0, Verb.MOVE_DOWN, 5, "a(1)"),
        ("a(1);\n\n// why\nb(2);\nc(3);\n", 1, Verb.MOVE_UP, 2, "b(2)"),
        ("a(1);\nb(2);\n", 0, Verb.DUPLICATE, 2, "a(1)"),
        ("a(1);\nb(2);\n", 1, Verb.SWITCH, 2, ""),
        ("a(1); b(2);\n", 0, Verb.SWITCH, 1, "a(1)"),
        ("a(1);\nb(2);\nc(3);\n", 1, Verb.DELETE, 2, ""),
    ],
)
def test_what_was_changed_is_found_again(
    source: str, index: int, verb: Verb, line: int, shown: str
):
    job = job_of(source)
    where = items(job, "operation")[index]

    text, found = focus_after(job.document, where.range, edits_of(job, where, verb))

    assert found.line == line
    units = text.encode("utf-16-le")
    assert units[2 * found.start : 2 * found.end].decode("utf-16-le") == shown


def test_what_is_switched_on_is_where_its_comment_was():
    job = job_of("a(1);\n// b(2);\n")
    off = items(job, "off")[0]

    text, found = focus_after(job.document, off.range, edits_of(job, off, Verb.SWITCH))

    assert text[found.start :].startswith("b(2)")


@given(
    st.text("a🏥\n", max_size=5),
    st.text("é1", max_size=5),
    st.text("2🏥", max_size=5),
    st.text("d\n", max_size=5),
)
def test_places_outside_of_a_change_are_the_same_place(head: str, old: str, new: str, tail: str):
    one, other = Document(head + old + tail), Document(head + new + tail)
    shift = Shift(one, other)
    before, after = _length(head + old + tail), _length(head + new + tail)

    for offset in range(_length(head)):
        where = one.positions.range(offset, offset, Unit.UTF16)
        assert shift.to_new(where).start == where.start
    for rest in range(_length(tail)):
        where = one.positions.range(before - rest, before - rest, Unit.UTF16)
        expected = other.positions.range(after - rest, after - rest, Unit.UTF16)
        assert shift.to_new(where) == expected
        assert shift.to_old(after - rest) == before - rest


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_an_edit_that_writes_over_a_place_ends_it():
    document = Document("get('/x');")
    where = document.positions.range(4, 8)

    text, found = focus_after(document, where, (TextEdit(where, "1"),))

    assert text == "get(1);"
    assert (found.start, found.end) == (4, 4)
