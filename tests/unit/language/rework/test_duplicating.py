import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from openfn_studio.language.rework.deleting import delete
from openfn_studio.language.rework.duplicating import duplicate
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
        ("a();\nb();\n", 0, "a();\na();\nb();\n"),
        ("a();\n\nb();", 1, "a();\n\nb();\n\nb();"),
        ("// why\na(); // so\n", 0, "// why\na(); // so\n// why\na(); // so\n"),
        ("a(); b(); c()", 2, "a(); b(); c(); c()"),
        ("(a)()\n", 0, "(a)();\n(a)()\n"),
        ("\ufeffa();\r\nb();", 0, "\ufeffa();\r\na();\r\nb();"),
    ],
)
def test_an_operation_is_written_again_below_itself(source: str, index: int, expected: str):
    job = job_of(source)

    assert edited(job, duplicate(job, operation(job, index))) == expected


def test_a_nested_operation_is_written_again_with_a_comma():
    job = job_of("fields(\n  field('a', 1),\n  field('b', 2)\n);\n")

    text = edited(job, duplicate(job, items(job, "nested")[1].range))

    assert text == "fields(\n  field('a', 1),\n  field('b', 2),\n  field('b', 2)\n);\n"


@given(jobs(), st.integers(0, 4))
def test_duplicating_adds_one_operation_and_changes_nothing_else(text: str, index: int):
    note(repr(text))
    for dialect in (V1, V2):
        job = job_of(text, dialect)
        assume(not job.document.has_errors)
        before = sources(job)
        assume(index < len(before))

        after = edited(job, duplicate(job, operation(job, index)))

        assert sources(job_of(after, dialect)) == before[: index + 1] + before[index:]


@given(jobs(CALLS, ends=(";",)), st.integers(0, 4))
def test_deleting_the_copy_gives_the_text_back(text: str, index: int):
    note(repr(text))
    job = job_of(text)
    assume(not job.document.has_errors and index < len(sources(job)))
    assume("section" not in text and "/* tail" not in text)
    copied = job_of(edited(job, duplicate(job, operation(job, index))))

    after = edited(copied, delete(copied, operation(copied, index + 1)))

    assert "".join(after.split()) == "".join(text.split())
