import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from openfn_studio.language.rework.moving import move, move_by_one
from openfn_studio.language.rework.refusal import CannotRework
from tests.unit.language.rework.jobs import (
    CALLS,
    V1,
    V2,
    edited,
    items,
    job_of,
    jobs,
    operation,
    sources,
)


@pytest.mark.parametrize(
    ("source", "index", "expected"),
    [
        ("a();\nb();\n", 0, "b();\na();\n"),
        ("a();\n\nb();", 0, "b();\n\na();"),
        ("a();\r\n\r\nb();\r\n\r\nc();\r\n", 0, "b();\r\n\r\na();\r\n\r\nc();\r\n"),
        ("a(); b(); c()", 1, "a(); c(); b();"),
        ("a(); b(); c()", 0, "b(); a(); c()"),
        ("// a\na(); // x\n// b\nb();", 0, "// b\nb();\n// a\na(); // x"),
        ("// head\n\na();\nb();\n", 0, "// head\n\nb();\na();\n"),
        ("a()\nb();[1].map()", 0, "b(); a();[1].map()"),
        ("x()\na();\n(b)()", 1, "x();\n(b)()\na();"),
        ("a()\n(b)()", 0, None),
        ("a();\n\n// section\n\nb();\n", 0, "// section\n\nb();\n\na();\n"),
        ("\ufeffa();\nb();", 0, "\ufeffb();\na();"),
        ("#!/bin/x\na();\nb();", 0, "#!/bin/x\nb();\na();"),
    ],
)
def test_an_operation_moves_down_with_what_belongs_to_it(
    source: str, index: int, expected: str | None
):
    job = job_of(source)

    if expected is None:
        with pytest.raises(CannotRework, match="last one already"):
            move_by_one(job, operation(job, index), 1)
    else:
        assert edited(job, move_by_one(job, operation(job, index), 1)) == expected


def test_an_operation_is_dropped_beside_any_other():
    job = job_of("a();\n\nb();\n\nc();\n")
    first, _, last = (operation(job, index) for index in range(3))

    assert edited(job, move(job, last, first, "before")) == "c();\n\na();\n\nb();\n"
    assert edited(job, move(job, first, last, "after")) == "b();\n\nc();\n\na();\n"
    assert move(job, first, first, "after") == ()
    assert move(job, first, operation(job, 1), "before") == ()


def test_nested_operations_change_places_with_their_commas():
    job = job_of("combine(\n  // first\n  get('/a'), // x\n  post('/b')\n);\n")
    get = items(job, "nested")[0].range

    text = edited(job, move_by_one(job, get, 1))

    assert text == "combine(\n  post('/b'),\n  // first\n  get('/a') // x\n);\n"


def test_an_operation_does_not_change_places_with_a_value():
    job = job_of("each('$.x', post('/b'));")

    with pytest.raises(CannotRework, match="operations beside it"):
        move_by_one(job, items(job, "nested")[0].range, -1)


def test_a_hoisted_operation_does_not_move_and_says_why():
    job = job_of("if (a) { post('/b'); put('/c'); }\nget('/d');\n")

    with pytest.raises(CannotRework, match="v1 runs this wherever it stands"):
        move_by_one(job, operation(job, 0), 1)


def test_v2_moves_what_an_export_lists():
    job = job_of("export default [a(), b(), c()];\n", V2)

    text = edited(job, move(job, operation(job, 2), operation(job, 0), "before"))

    assert text == "export default [c(), a(), b()];\n"


def test_nothing_moves_while_the_text_is_broken():
    job = job_of("a();\nb(;\n")

    with pytest.raises(CannotRework, match="syntax error"):
        move_by_one(job, operation(job, 0), 1)


@given(jobs(), st.data())
def test_moving_permutes_the_operations_and_keeps_every_other_byte(text: str, data: st.DataObject):
    note(repr(text))
    for dialect in (V1, V2):
        job = job_of(text, dialect)
        assume(not job.document.has_errors)
        before = sources(job)
        one, other = (data.draw(st.integers(0, len(before) - 1)) for _ in range(2))
        side = data.draw(st.sampled_from(["before", "after"]))

        edits = move(job, operation(job, one), operation(job, other), side)

        after = edited(job, edits)
        order = [index for index in range(len(before)) if index != one]
        if one == other:
            order = list(range(len(before)))
        else:
            order.insert(order.index(other) + (side == "after"), one)
        assert sources(job_of(after, dialect)) == [before[index] for index in order]
        assert sorted(_code(after)) == sorted(_code(text))
        assert text.endswith(("\n", "\r")) == after.endswith(("\n", "\r")) or "the end" in text
        assert after.startswith("\ufeff") == text.startswith("\ufeff")


@given(jobs(CALLS, ends=(";",)), st.integers(0, 3))
def test_operations_around_two_that_change_places_stay_byte_for_byte(text: str, index: int):
    job = job_of(text)
    ranges = [operation(job, count) for count in range(len(sources(job)))]
    assume(not job.document.has_errors and index + 1 < len(ranges))
    units = job.document.text.encode("utf-16-le")
    head = units[: 2 * ranges[index - 1].end].decode("utf-16-le") if index else ""
    tail = units[2 * ranges[index + 2].start :].decode("utf-16-le") if ranges[index + 2 :] else ""

    after = edited(job, move_by_one(job, ranges[index], 1))

    assert after.startswith(head)
    assert after.endswith(tail)


def _code(text: str) -> list[str]:
    """The characters of a text that are neither space nor semicolon."""
    return [
        character for character in text if not character.isspace() and character not in ";\ufeff"
    ]
