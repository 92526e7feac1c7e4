import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.domain.run import Dialect
from openfn_studio.language.candidates import Candidate, fit
from openfn_studio.language.completion import Knowledge, complete
from openfn_studio.state.shape import infer_shape
from openfn_studio.state.tree import Document

SAMPLE = {
    "data": {
        "form": {
            "@name": "Registration",
            "case": {"@case_id": "c-1", "a b": 1},
            "group/field": 2,
            "patients": [{"name": "Amina", "age": 3}, {"name": "Bo", "born": None}],
        }
    },
    "configuration": {},
    "cursor": "2024-01-02",
}


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str = ""
    description: str = ""
    is_rest: bool = False
    members: tuple["Parameter", ...] = ()


@dataclass(frozen=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...] = ()
    summary: str = ""
    is_common: bool = False
    deprecated: str = ""
    signature: str = field(default="")


OPTIONS = Parameter("options", "object", members=(Parameter("query"), Parameter("headers")))
FUNCTIONS = (
    Function("get", (Parameter("path"), OPTIONS), "Makes a request.", signature="get(path)"),
    Function("fn", (Parameter("func", "Function"),), is_common=True),
    Function("lastReferenceValue", (Parameter("path"),), is_common=True),
    Function("getOld", deprecated="Use get."),
    Function("http.get", (Parameter("path"),)),
)


def known(dialect: Dialect = Dialect.V1, sample: Any = SAMPLE) -> Knowledge:
    shape = infer_shape([Document(json.dumps(sample).encode())]) if sample is not None else None
    return Knowledge(dialect, FUNCTIONS, shape)


def found(
    source: str, dialect: Dialect = Dialect.V1, *, is_asked: bool = True
) -> tuple[Candidate, ...]:
    text = source.replace("|", "", 1)
    return complete(text, source.index("|"), known(dialect), is_asked=is_asked).candidates


def written(source: str, label: str, dialect: Dialect = Dialect.V1) -> str:
    """The text after choosing a candidate, with ``|`` at the caret."""
    caret = source.index("|")
    text = source.replace("|", "", 1)
    chosen = next(each for each in found(source, dialect) if each.label == label)
    at = len(chosen.insert) if chosen.caret < 0 else chosen.caret
    inserted = chosen.insert[:at] + "|" + chosen.insert[at:]
    return text[: chosen.start] + inserted + text[caret:]


@pytest.mark.parametrize(
    ("source", "label", "after"),
    [
        ("fn(state => state.data.form.|", "case", "fn(state => state.data.form.case|"),
        ("state.data.form.|;", "@name", "state.data.form['@name']|;"),
        ("state.data.form.gr|", "group/field", "state.data.form['group/field']|"),
        ("state.data.form['|']", "@name", "state.data.form['@name|']"),
        ("dataValue('form.|')", "@name", "dataValue('form[@name]|')"),
        ("dataValue('form.ca|')", "case", "dataValue('form.case|')"),
        ("dataValue('form.case[@c|", "@case_id", "dataValue('form.case[@case_id]|"),
        ("dataValue('|')", "form", "dataValue('form|')"),
        ("each('$.data.form.pa|'", "patients", "each('$.data.form.patients|'"),
        ("each('$.data.form.patients|'", "patients", "each('$.data.form.patients|'"),
        ("each('$.data.form.patients.|'", "[*]", "each('$.data.form.patients[*]|'"),
        ("sourceValue('$.cur|')", "cursor", "sourceValue('$.cursor|')"),
        ("state.data.form.patients.|", "[0]", "state.data.form.patients[0]|"),
        ("state.data.form.patients[1].|", "name", "state.data.form.patients[1].name|"),
    ],
)
def test_paths_of_the_sample_are_written_as_the_place_wants_them(
    source: str, label: str, after: str
):
    assert written(source, label) == after


def test_a_key_comes_with_type_example_and_how_often_it_occurs():
    keys = {each.label: each for each in found("state.data.form.patients[0].|")}

    assert (keys["name"].detail, keys["name"].example) == ("text", '"Amina"')
    assert keys["age"].note == "in 50% of the samples"


@pytest.mark.parametrize(
    "source",
    [
        "state.data.form.patients.map(p => p.|",
        "state.data.form.patients.filter((row, index) => row.|",
        "for (const row of state.data.form.patients) { row.|",
        "const rows = state.data.form.patients;\nrows[0].|",
        "const { patients } = state.data.form;\npatients.find(p => p.|",
        "each('$.data.form.patients[*]', fn(state => state.data.|",
        "each('form.patients[*]', fn(state => state.data.|",
        "each('$.data.form.patients[*]', post('/x', { a: dataValue('|",
    ],
)
def test_names_for_a_part_of_the_state_are_followed(source: str):
    assert [each.label for each in found(source)][:2] == ["name", "age"]


def test_v1_is_offered_nothing_newer_than_es2019():
    sources = ["state.data.form.patients[0].born.|", "state.data.form.patients.|", "cursor.|"]

    v1 = [each for source in sources for each in found(source)]
    v2 = found("$.data.form.patients[1].name.|", Dialect.V2)

    assert not any("?." in each.insert or "??" in each.insert for each in v1)
    assert not {"at", "findLast", "replaceAll"} & {each.label for each in v1}
    assert {"at", "replaceAll"} <= {each.label for each in v2}


def test_v2_writes_a_question_mark_behind_what_is_sometimes_missing():
    source = "$.data.form.patients[0].age.|"

    assert written(source, "toFixed", Dialect.V2) == "$.data.form.patients[0].age?.toFixed|"


@pytest.mark.parametrize(
    ("source", "label", "after"),
    [
        ("ge|", "get", "get(|)"),
        ("ge|('/x')", "get", "get|('/x')"),
        ("http.|", "http.get", "http.get(|)"),
        ("lrv|", "lastReferenceValue", "lastReferenceValue(|)"),
        ("  f|", "fn", "  fn(state => {\n    |\n    return state;\n  })"),
        ("get('/x', { |", "query", "get('/x', { query: |"),
        ("get('/x', { query: 1, he|", "headers", "get('/x', { query: 1, headers: |"),
    ],
)
def test_functions_and_their_options_are_offered(source: str, label: str, after: str):
    assert written(source, label) == after


def test_deprecated_functions_come_last_and_say_why():
    labels = [each.label for each in found("get|")]

    assert labels.index("get") < labels.index("getOld")
    assert next(each for each in found("getO|")).note == "Deprecated: Use get."


def test_declared_names_are_offered():
    assert "helper" in [each.label for each in found("const helper = 1;\nfn(state => he|")]


@pytest.mark.parametrize("source", ["'ge|'", "// ge|", "`ge|`", "5.|", "foo.|", "dataValue(x, '|"])
def test_nothing_is_offered_where_nothing_fits(source: str):
    assert found(source) == ()


def test_nothing_is_offered_unasked_before_a_name_begins():
    assert found("fn(|", is_asked=False) == ()
    assert found("fn(|", is_asked=True) != ()


def test_without_a_sample_the_state_still_has_its_roots():
    offered = complete("state.", 6, known(sample=None)).candidates

    assert [each.label for each in offered] == ["data", "configuration", "references"]


@pytest.mark.parametrize(
    ("label", "typed", "distance"),
    [
        ("get", "", 0),
        ("getValue", "get", 0),
        ("GetValue", "get", 1),
        ("@name", "na", 1),
        ("lastReferenceValue", "lrv", 2),
        ("lastReferenceValue", "ref", 3),
        ("lastReferenceValue", "lfv", 4),
        ("get", "x", None),
        ("referral_reason", "rr", 2),
    ],
)
def test_how_well_a_name_fits(label: str, typed: str, distance: int | None):
    assert fit(label, typed) == distance


PIECES = [
    "state.",
    "data.",
    "['",
    "form",
    "\n",
    "fn(",
    "each('$.",
    "[*]",
    "'",
    ")",
    "$.",
    "`${",
    " ",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(list(Dialect)))
def test_whatever_is_typed_candidates_replace_what_was_typed(pieces: list[str], dialect: Dialect):
    text = "".join(pieces)

    completions = complete(text, len(text), known(dialect))

    for each in completions.candidates:
        assert 0 <= each.start <= len(text)
        assert re.fullmatch(r"(?:\??\.|\[)?\s*", text[each.start : completions.start])
        assert text[completions.start :] == completions.typed
        assert each.caret <= len(each.insert)
