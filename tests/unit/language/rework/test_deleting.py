import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from openfn_studio.language.rework.deleting import delete, delete_switched_off
from openfn_studio.language.rework.refusal import CannotRework
from tests.unit.language.rework.jobs import (
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
        ("a();\nb();\n", 0, "b();\n"),
        ("a();\nb();\n", 1, "a();\n"),
        ("a();\nb();", 1, "a();"),
        ("a();\n\nb();\n\nc();\n", 1, "a();\n\nc();\n"),
        ("a();\n\n// why\nb(); // so\n\nc();\n", 1, "a();\n\nc();\n"),
        ("a();\n\nb();\n", 1, "a();\n"),
        ("a();\r\n\r\nb();", 1, "a();"),
        ("a(); b(); c();", 1, "a(); c();"),
        ("a(); b();", 1, "a();"),
        ("a()\nb();\n(c)()", 1, "a();\n(c)()"),
        ("// head\n\na();\n", 0, "// head\n"),
        ("\ufeffa();\n", 0, "\ufeff"),
        ("a();\n// section\n\nb();\n", 0, "// section\n\nb();\n"),
        ("// get('/off');\na();\nb();\n", 0, "// get('/off');\nb();\n"),
    ],
)
def test_an_operation_goes_with_its_comments_and_leaves_no_hole(
    source: str, index: int, expected: str
):
    job = job_of(source)

    assert edited(job, delete(job, operation(job, index))) == expected


@pytest.mark.parametrize(
    ("source", "index", "expected"),
    [
        ("combine(a(), b(), c());", 0, "combine(b(), c());"),
        ("combine(a(), b(), c());", 2, "combine(a(), b());"),
        ("combine(\n  a(), // x\n  b()\n);", 1, "combine(\n  a() // x\n);"),
        ("combine(\n  a(),\n  // why\n  b(),\n);", 1, "combine(\n  a(),\n);"),
        ("combine(a());", 0, "combine();"),
        ("fn(s => {\n  a();\n\n  b();\n});", 1, "fn(s => {\n  a();\n});"),
    ],
)
def test_a_nested_operation_goes_with_its_comma(source: str, index: int, expected: str):
    job = job_of(source)

    assert edited(job, delete(job, items(job, "nested")[index].range)) == expected


def test_what_v1_drops_goes_with_the_calls_it_hoists():
    job = job_of("if (a) { post('/b'); }\nget('/c');\n")

    assert edited(job, delete(job, items(job, "dropped")[0].range)) == "get('/c');\n"


def test_what_is_switched_off_can_go():
    job = job_of("a();\n\n// get('/x', {\n//   a: 1\n// });\n\nb();\n")

    text = edited(job, delete_switched_off(job, items(job, "off")[0].range))

    assert text == "a();\n\nb();\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("const a = get('/x');", "kept in a variable"),
        ("const h = () => post('/x');", "A function gives it back"),
        ("if (a) post('/x');", "all a condition does"),
        ("const o = { a: post('/x') };", "value of an object"),
        ("post('/x') + 1;", "part of other code"),
    ],
)
def test_a_hoisted_call_that_is_no_statement_stays_and_says_why(source: str, reason: str):
    job = job_of(source)

    with pytest.raises(CannotRework, match=reason):
        delete(job, operation(job, 0))


@given(jobs(), st.integers(0, 4))
def test_deleting_takes_one_operation_and_nothing_else(text: str, index: int):
    note(repr(text))
    for dialect in (V1, V2):
        job = job_of(text, dialect)
        assume(not job.document.has_errors)
        before = sources(job)
        assume(index < len(before))

        after = edited(job, delete(job, operation(job, index)))

        assert sources(job_of(after, dialect)) == [*before[:index], *before[index + 1 :]]
        if len(before) > 1:
            assert after.endswith(("\n", "\r")) == text.endswith(("\n", "\r"))
