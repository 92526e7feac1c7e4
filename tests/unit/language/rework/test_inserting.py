from dataclasses import dataclass

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.rework.calls import NewCall, call_of, first_call, function_call
from openfn_studio.language.rework.inserting import insert
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


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...] = ()


GET = Function("get", (Parameter("path", "string"), Parameter("options", "object", True)))
EACH = Function("each", (Parameter("dataSource", "DataSource"), Parameter("operation")))


@pytest.mark.parametrize(
    ("function", "dialect", "expected"),
    [
        (GET, V1, "get('path')"),
        (EACH, V1, "each('$.data[*]', alterState(state => state))"),
        (Function("post", (Parameter("path"), Parameter("data", "any"))), V1,
         "post('path', state => state.data)"),
        (Function("post", (Parameter("path"), Parameter("data", "any"))), V2,
         "post('path', $.data)"),
        (Function("fn", (Parameter("func", "Function"),)), V2,
         "fn(state => {\n  return state;\n})"),
        (Function("http.get", (Parameter("params", "Object"),)), V1, "http.get({})"),
        (Function("cursor", (Parameter("value", "any"), Parameter("n", "number"))), V2,
         "cursor($.data, 0)"),
        (Function("map", (Parameter("items", "Array<object>"), Parameter("callback"))), V2,
         "map([], state => state)"),
        (Function("debug"), V1, "debug()"),
        (Function("put", (Parameter("path", "string | function"),)), V1, "put('path')"),
    ],
)  # fmt: skip
def test_a_call_has_what_its_function_needs(function: Function, dialect: Dialect, expected: str):
    call = call_of(function, dialect, "alterState" if dialect is V1 else "fn")

    assert call.text == expected
    assert not Document(call.text).has_errors


def test_holes_are_what_is_written_over():
    call = call_of(EACH, V2)

    assert [call.text[first:last] for first, last in call.holes] == ["$.data[*]", "state"]
    assert [call_of(GET, V1).text[a:b] for a, b in call_of(GET, V1).holes] == ["path"]


@pytest.mark.parametrize(
    ("source", "side", "expected"),
    [
        ("a();\nb();\n", "after", "a();\nget('path');\nb();\n"),
        ("a();\n\nb();\n", "before", "get('path');\n\na();\n\nb();\n"),
        ("a(); b();", "after", "a(); get('path'); b();"),
        ("// why\r\na()\r\n", "before", "get('path');\r\n// why\r\na()\r\n"),
        ("a()\n(b)()", "after", "a()\n(b)()\nget('path');"),
    ],
)
def test_a_call_is_put_beside_an_operation(source: str, side: str, expected: str):
    job = job_of(source)
    where = operation(job, 0)

    found = insert(job, call_of(GET, V1), where, "before" if side == "before" else "after")

    text = edited(job, found.edits)
    assert text == expected
    hole = found.holes[0]
    assert text.encode("utf-16-le")[2 * hole.start : 2 * hole.end].decode("utf-16-le") == "path"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "fn(state => {\n  return state;\n});\n"),
        ("\n", "\nfn(state => {\n  return state;\n});\n"),
        ("// later", "// later\n\nfn(state => {\n  return state;\n});"),
        ("// later\r\n", "// later\r\nfn(state => {\r\n  return state;\r\n});\r\n"),
        ("const a = 1;\n", "const a = 1;\nfn(state => {\n  return state;\n});\n"),
    ],
)
def test_the_first_operation_of_an_empty_job_goes_to_its_end(source: str, expected: str):
    job = job_of(source, V2)

    found = insert(job, first_call(job), None)

    assert edited(job, found.edits) == expected
    assert found.holes[0].start == found.holes[0].end == expected.index("return state")


def test_v1_begins_with_what_its_adaptor_has():
    assert first_call(job_of("")).text.startswith("alterState(")
    assert first_call(job_of("", V1, frozenset({"fn"}))).text.startswith("fn(")
    assert first_call(job_of("", V2)).text.startswith("fn(")


def test_a_call_is_put_among_nested_ones_with_a_comma():
    job = job_of("combine(\n  a(),\n  b()\n);\n")

    found = insert(job, NewCall("c()"), items(job, "nested")[1].range)

    assert edited(job, found.edits) == "combine(\n  a(),\n  b(),\n  c()\n);\n"


def test_beside_a_part_of_a_statement_means_beside_the_statement():
    job = job_of("if (a) post('/b');\nget('/c');\n")

    found = insert(job, NewCall("c()"), operation(job, 0))

    assert edited(job, found.edits) == "if (a) post('/b');\nc();\nget('/c');\n"


@given(jobs(), st.integers(0, 4), st.sampled_from(["before", "after"]))
def test_a_new_call_changes_no_other_operation(text: str, index: int, side: str):
    note(repr(text))
    for dialect in (V1, V2):
        job = job_of(text, dialect)
        assume(not job.document.has_errors)
        before = sources(job)
        assume(index < len(before))
        call = function_call("fn")

        found = insert(job, call, operation(job, index), "before" if side == "before" else "after")

        after = sources(job_of(edited(job, found.edits), dialect))
        place = index + (side == "after")
        assert after[:place] + after[place + 1 :] == before
        assert "".join(after[place].split()) == "".join(call.text.split())
