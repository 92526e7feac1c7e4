"""The first error stands where acorn, a strict parser, stops."""

from functools import cache
from typing import Any

import pytest
from corpus import EXPORTS, all_jobs, entries
from twin_compiler import RUNNER, ask

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.problem import Problem, Severity
from openfn_studio.language.problems import find_problems
from openfn_studio.language.rules.syntax import first_fault

needs_acorn = pytest.mark.skipif(
    not (RUNNER / "node_modules" / "acorn").is_dir(), reason="acorn is not installed: npm ci"
)

AT_COMPILE_TIME = {
    "bigint",
    "class-field",
    "class-refused",
    "dynamic-import",
    "es-module",
    "import-meta",
    "lazy-state-outside",
    "lazy-state-parameter",
    "logical-assignment",
    "nullish-coalescing",
    "numeric-separator",
    "optional-chaining",
    "private-name",
    "regex-flag",
    "static-block",
    "syntax-error",
    "top-level-await",
    "torn-call",
    "unknown-function",
    "unreadable-syntax",
}
"""The codes that say that a job does not compile."""

# The engine's own recursion limit, which depends on its stack.
TOO_DEEP = "The code is nested too deeply."


def broken_jobs() -> list[tuple[str, str, Dialect]]:
    return [
        (f"{dialect} {name}", source, dialect)
        for name, source in entries("broken.txt")
        for dialect in Dialect
    ]


@cache
def answers() -> list[dict[str, Any]]:
    """Return what the compiler says of the broken jobs and then of all others."""
    adaptors = [{"name": "@openfn/language-test", "exports": sorted(EXPORTS)}]
    jobs = [*broken_jobs(), *all_jobs()]
    questions = [
        {"source": source, "dialect": dialect, "adaptors": adaptors} for _, source, dialect in jobs
    ]
    return ask(questions)["answers"]


def errors_of(source: str, dialect: Dialect) -> list[Problem]:
    problems = find_problems(source, dialect, EXPORTS)
    return [problem for problem in problems if problem.severity is Severity.ERROR]


@needs_acorn
@pytest.mark.parametrize("number", range(len(broken_jobs())), ids=[job[0] for job in broken_jobs()])
def test_a_broken_text_is_told_within_one_line_of_where_acorn_stops(number: int):
    _, source, dialect = broken_jobs()[number]
    syntax = answers()[number]["syntax"]

    first = errors_of(source, dialect)[0]

    assert syntax is not None
    assert abs(first.range.line - syntax["line"]) <= 1
    assert first.message.endswith(".")


def test_there_are_more_than_forty_broken_texts():
    assert len(entries("broken.txt")) > 40


@needs_acorn
@pytest.mark.parametrize("number", range(len(all_jobs())), ids=[job[0] for job in all_jobs()])
def test_a_job_has_compile_errors_exactly_when_the_compiler_refuses_it(number: int):
    _, source, dialect = all_jobs()[number]
    answer = answers()[len(broken_jobs()) + number]
    errors = errors_of(source, dialect)

    if "error" not in answer:
        assert [problem for problem in errors if problem.code in AT_COMPILE_TIME] == []
    elif answer["error"]["message"] != TOO_DEEP:
        line = answer["error"]["at"]["line"]
        assert any(abs(problem.range.line - line) <= 1 for problem in errors)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fn(s => {\n  get('/a');\n", "The text ends, but the { of line 1 is still open."),
        ("fn(s => { return [1; });", "; makes no sense here. The [ of line 1 is not closed"),
        ("fn(s => s));", ") makes no sense here. It closes nothing that is open."),
        ("fn(s => { s.a( });", "} makes no sense here. The ( of line 1 is still open."),
        ("fn('it's');", "s makes no sense here."),
        ("get('/a);\n", "The text that begins here has no ' at its end."),
        ("/* a\nfn(s);", "The comment that begins here never ends."),
        ("fn(s);\n<<<<<<< HEAD\nget();\n", "Git left its marks of an unfinished merge here."),
        ("fn(", "The text ends, but the ( of line 1 is still open."),
        ("+", "The text ends in the middle of something."),
    ],
)
def test_the_message_says_what_is_missing(source: str, message: str):
    assert first_fault(Document(source)).message.startswith(message)


def test_only_what_stands_before_the_first_error_is_judged():
    source = "fn(s => s?.a);\npost('/a' 1);\nfn(s => s?.b);"

    found = [(problem.code, problem.range.line) for problem in find_problems(source, Dialect.V1)]

    assert found == [("optional-chaining", 1), ("syntax-error", 2)]


@pytest.mark.parametrize("number", range(0, len(broken_jobs()), 2))
def test_an_error_typed_into_a_sound_text_is_found_where_a_fresh_look_finds_it(number: int):
    _, broken, _ = broken_jobs()[number]
    before, after = "fn(state => state);\nget('/a');\n", "\npost('/b', { c: [1] });\nfn(x => x);\n"
    sound = Document(before + after)

    edited = sound.with_text(before + broken + after).with_text("// x\n" + before + broken + after)

    fresh = Document(edited.text)
    assert edited.has_errors == fresh.has_errors
    if fresh.has_errors:
        assert first_fault(edited) == first_fault(fresh)
