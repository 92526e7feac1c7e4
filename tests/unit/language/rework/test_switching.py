import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.switching import switch_off, switch_on
from tests.unit.language.rework.jobs import (
    HOLDERS,
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
        ("a();\nb();\n", 0, "// a();\nb();\n"),
        ("// why\na(); // so\n", 0, "// why\n// a(); // so\n"),
        ("a(\n  1,\n\n  2\n)\n", 0, "// a(\n//   1,\n//\n//   2\n// )\n"),
        ("a(); b(); c()", 1, "a(); /* b(); */ c()"),
        ("a('*/'); b()", 0, "/* a('*\\/'); */ b()"),
        ("a()\nb();\n(c)()", 1, "a()\n;// b();\n(c)()"),
        ("a(`\r\n x\r\n`);\r\n", 0, "// a(`\r\n//  x\r\n// `);\r\n"),
        ("\ufeffa()", 0, "\ufeff// a()"),
    ],
)
def test_an_operation_becomes_a_comment(source: str, index: int, expected: str):
    job = job_of(source)

    assert edited(job, switch_off(job, operation(job, index))) == expected


@pytest.mark.parametrize(
    ("source", "index", "expected"),
    [
        ("combine(a(), b());", 0, "combine(/* a(), */ b());"),
        ("combine(a(), b());", 1, "combine(a(), /* b() */);"),
        ("fields(\n  a(), // x\n  b()\n);", 0, "fields(\n  // a(), // x\n  b()\n);"),
        ("fn(s => {\n  a();\n});", 0, "fn(s => {\n  // a();\n});"),
    ],
)
def test_a_nested_operation_becomes_a_comment_with_its_comma(
    source: str, index: int, expected: str
):
    job = job_of(source)

    text = edited(job, switch_off(job, items(job, "nested")[index].range))

    assert text == expected
    off = job_of(text)
    assert edited(off, switch_on(off, items(off, "off")[0].range)) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("//get('/x')\na();", "get('/x')\na();"),
        ("/*get('/x');*/ a();", "get('/x'); a();"),
        ("// fetches them\n// get('/x')\n//   .then(f)\n\na();", None),
        ("combine(a() /* b() */);", "combine(a() , b());"),
        ("combine(/* b() */ a());", "combine(b(),  a());"),
    ],
)
def test_code_that_was_commented_out_by_hand_can_be_switched_on(source: str, expected: str | None):
    job = job_of(source)

    text = edited(job, switch_on(job, items(job, "off")[0].range))

    assert text == (expected or "// fetches them\nget('/x')\n  .then(f)\n\na();")


@pytest.mark.parametrize(
    "source",
    [
        "// TODO(anna)\na();",
        "// see get() and post()\na();",
        "/** get('/x') */\na();",
        "a(); // get('/x')",
        "fn(s => {\n  // console.log(s)\n  return s;\n});",
        "a('// get(1)');",
    ],
)
def test_other_comments_are_not_taken_for_operations(source: str):
    assert items(job_of(source), "off") == []


def test_neighbours_that_are_switched_off_stay_apart():
    job = job_of("a(1);\nb(2);\n")
    first = job_of(edited(job, switch_off(job, operation(job, 0))))
    both = job_of(edited(first, switch_off(first, operation(first, 0))))

    labels = [item.label for item in items(both, "off")]

    assert both.document.text == "// a(1);\n// b(2);\n"
    assert labels == ["a", "b"]
    assert edited(both, switch_on(both, items(both, "off")[1].range)) == "// a(1);\nb(2);\n"


def test_what_could_not_be_told_from_a_note_stays_on():
    job = job_of("TODO(1);")

    with pytest.raises(CannotRework, match="could not be told from other comments"):
        switch_off(job, operation(job, 0))


@given(jobs(), st.integers(0, 4))
def test_off_then_on_gives_the_text_back_exactly(text: str, index: int):
    note(repr(text))
    for dialect in (V1, V2):
        job = job_of(text, dialect)
        assume(not job.document.has_errors)
        before = sources(job)
        assume(index < len(before))
        known = {item.range.start for item in items(job, "off")}

        off = job_of(edited(job, switch_off(job, operation(job, index))), dialect)

        note(repr(off.document.text))
        assert sources(off) == [*before[:index], *before[index + 1 :]]
        (item,) = [item for item in items(off, "off") if item.range.start not in known]
        assert edited(off, switch_on(off, item.range)) == text


@given(jobs(HOLDERS), st.integers(0, 99))
def test_nested_operations_come_back_exactly_too(text: str, index: int):
    note(repr(text))
    job = job_of(text)
    assume(not job.document.has_errors)
    nested = items(job, "nested")

    off = job_of(edited(job, switch_off(job, nested[index % len(nested)].range)))

    note(repr(off.document.text))
    found = [edited(off, switch_on(off, item.range)) for item in items(off, "off")]
    assert text in found
