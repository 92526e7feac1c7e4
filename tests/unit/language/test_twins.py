"""The outline, the catalog of names and the verdicts equal what the runner's compiler says."""

from functools import cache
from typing import Any

import msgspec
import pytest
from corpus import all_jobs
from twin_compiler import RUNNER, ask

from openfn_studio.domain.run import Dialect
from openfn_studio.language import catalog
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.language.problems import find_problems

pytestmark = pytest.mark.skipif(
    not (RUNNER / "node_modules" / "acorn").is_dir(), reason="acorn is not installed: npm ci"
)


@cache
def compiled() -> dict[str, Any]:
    """Return the compiler's answers, asked again with an adaptor that exports what was missing."""
    jobs = all_jobs()
    first = ask([_question(source, dialect, ["execute"]) for _, source, dialect in jobs])
    names = {
        problem["name"]
        for answer in first["answers"]
        for problem in answer.get("error", {}).get("problems", [])
    }
    _EXPORTS.update({"execute", *names})
    return ask([_question(source, dialect, sorted(_EXPORTS)) for _, source, dialect in jobs])


_EXPORTS: set[str] = set()


def exports() -> frozenset[str]:
    """Return what the adaptor of ``compiled`` exports."""
    compiled()
    return frozenset(_EXPORTS)


def _question(source: str, dialect: Dialect, exports: list[str]) -> dict[str, Any]:
    adaptors = [{"name": "@openfn/language-test", "exports": exports}]
    return {"source": source, "dialect": dialect, "adaptors": adaptors}


def test_the_corpus_is_large_enough_to_mean_something():
    answers = compiled()["answers"]

    assert sum("operations" in answer for answer in answers) >= 250


@pytest.mark.parametrize("number", range(len(all_jobs())), ids=[job[0] for job in all_jobs()])
def test_the_outline_equals_what_the_runner_compiled(number: int):
    _, source, dialect = all_jobs()[number]
    answer = compiled()["answers"][number]
    if "error" in answer:
        assert answer["error"]["message"]
        return

    outline = outline_of(Document(source), dialect)

    ours = msgspec.to_builtins(outline)
    assert list(ours["operations"]) == [
        {"hoisted": False, **operation} for operation in answer["operations"]
    ]
    assert list(ours["dropped"]) == answer["dropped"]


@pytest.mark.parametrize("number", range(len(all_jobs())), ids=[job[0] for job in all_jobs()])
def test_what_the_compiler_warns_of_is_a_problem_at_the_same_place(number: int):
    _, source, dialect = all_jobs()[number]
    warnings = compiled()["answers"][number].get("warnings", [])

    places = [problem.range for problem in find_problems(source, dialect, exports())]

    for warning in warnings:
        start = warning["range"]["start"]
        assert any(place.start <= start <= place.end for place in places), warning


def test_both_sides_know_the_same_names():
    names = compiled()["globals"]

    assert set(names["v1"]) == catalog.V1_FUNCTIONS
    assert set(names["v2"]) == catalog.V2_NAMES
