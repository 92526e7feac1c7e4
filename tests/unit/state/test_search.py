import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.search import Query, SearchProblem, search
from openfn_studio.state.tree import Document
from tests.unit.state.documents import TEXTS, walk, written


def folded(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def expected(value: Any, text: str, *, folds: bool) -> set[tuple[Any, bool]]:
    found: set[tuple[Any, bool]] = set()
    wanted = folded(text) if folds else text
    for path, member in walk(value):
        if path and isinstance(path[-1], str):
            key = folded(path[-1]) if folds else path[-1]
            found |= {(path, True)} if wanted in key else set()
        if isinstance(member, (dict, list)):
            continue
        said = member if isinstance(member, str) else json.dumps(member)
        found |= {(path, False)} if wanted in (folded(said) if folds else said) else set()
    return found


@settings(max_examples=300, deadline=None)
@given(written(), TEXTS.filter(lambda text: text not in ("", '"')), st.booleans())
def test_what_is_found_is_what_json_has(pair: tuple[Any, bytes], text: str, folds: bool):
    value, data = pair

    hits = [(hit.path, hit.is_in_key) for hit in search(Document(data), Query(text, folds))]

    assert len(hits) == len(set(hits))
    assert set(hits) == expected(value, text, folds=folds)


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        (Query("na"), [("name",), ("name",), ("x",)]),
        (Query("na", in_values=False), [("name",)]),
        (Query("na", in_keys=False), [("name",), ("x",)]),
        (Query("ÉT", ignores_case=True), [("é",)]),
        (Query("^na$", is_regex=True), [("x",)]),
        (Query("^.T", is_regex=True, ignores_case=True), [("é",)]),
        (Query(""), []),
    ],
)
def test_a_query_says_where_and_how(query: Query, paths: list[Any]):
    document = Document('{"name": "Anna", "x": "na", "é": "\\u00e9t\\u00E9"}'.encode())

    assert [hit.path for hit in search(document, query)] == paths


@pytest.mark.parametrize(
    "query", [Query("absent"), Query("absent", True), Query("^a", False, True)]
)
def test_a_search_stops_when_told(query: Query):
    asked: list[int] = []

    def should_stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    data = json.dumps(["z" * 50] * 60_000 + ["absent"]).encode()

    assert list(search(Document(data), query, should_stop)) == []
    assert len(asked) == 2


def test_a_broken_regular_expression_is_refused():
    with pytest.raises(SearchProblem, match="no regular expression"):
        search(Document(b"[]"), Query("(", is_regex=True))


@pytest.mark.parametrize("text", ["n", "u", "00e9", "e9"])
def test_the_letters_of_an_escape_are_no_text(text: str):
    assert list(search(Document(b'["\\n \\u00e9 \\\\\\n"]'), Query(text))) == []


def test_a_number_and_the_comma_behind_it_are_no_text():
    assert list(search(Document(b"[9,null]"), Query("9,"))) == []


def test_signs_that_other_writers_escape_are_found():
    document = Document(rb'["Tom \u0026 Ann", "\u12A0\u121b", "a\/b", "K\u00e9"]')

    found = {
        text: [hit.path for hit in search(document, Query(text, folds))]
        for text, folds in [("m & a", True), ("አማ", False), ("a/b", False), ("kÉ", True)]
    }

    assert list(found.values()) == [[(0,)], [(1,)], [(2,)], [(3,)]]
