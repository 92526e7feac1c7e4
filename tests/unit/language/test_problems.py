import time
from dataclasses import dataclass

import pytest
from corpus import EXPORTS, all_jobs, entries, valid_jobs

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.problem import Fix, Problem, Severity, TextEdit, apply_edits
from openfn_studio.language.problems import CODES, find_problems, other_dialect_fits

V1, V2 = Dialect.V1, Dialect.V2
ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


@dataclass(frozen=True)
class Case:
    """A job, what is said of it, and what its first fix makes of it (None: no fix)."""

    dialect: Dialect
    source: str
    code: str
    severity: Severity
    at: str
    """The text the problem stands at."""
    fixed: str | None = None


CASES = [
    # v1: what it deletes and takes out
    Case(V1, "let n = 1;", "dropped-code", WARNING, "let n = 1;", ""),
    Case(
        V1,
        "state.a = 1;",
        "dropped-code",
        WARNING,
        "state.a = 1;",
        "fn(state => {\n  state.a = 1;\n  return state;\n});",
    ),
    Case(V1, "'use strict'; fn(a => a);", "dropped-code", HINT, "'use strict';", " fn(a => a);"),
    Case(V1, "function f(x) {}", "dropped-code", WARNING, "function f(x) {}", ""),
    Case(
        V1,
        "if (a) { post('b'); }",
        "hoisted-call",
        ERROR,
        "post('b')",
        "fnIf(state => a, post('b'));",
    ),
    Case(
        V1,
        "if (a) { post('b'); } else get('c');",
        "hoisted-call",
        ERROR,
        "post('b')",
        "fn(async state => {\n  if (a) { state = await post('b')(state); } else state = await"
        " get('c')(state);\n  return state;\n});",
    ),
    Case(V1, "function f() { post('b'); }", "hoisted-call", ERROR, "post('b')"),
    Case(V1, "a ? post('b') : 1;", "hoisted-call", ERROR, "post('b')"),
    Case(V1, "fn(x), get('b');", "hoisted-call", WARNING, "fn(x)", "fn(x);\nget('b');"),
    Case(V1, "async () => { fn(await x); };", "torn-call", ERROR, "await x"),
    Case(V1, "fn(x).then(y);", "operation-chain", ERROR, "then"),
    Case(V1, "fn(x => x)(state);", "operation-called", WARNING, "fn(x => x)(state)", "fn(x => x);"),
    Case(V1, "fn(`a\n b`);", "reindented-text", HINT, "`a\n b`"),
    # v1: newer JavaScript
    Case(
        V1,
        "fn(a.b?.c?.[0]);",
        "optional-chaining",
        ERROR,
        "?.",
        "fn((a.b == null || a.b.c == null ? undefined : a.b.c[0]));",
    ),
    Case(V1, "fn(f()?.c);", "optional-chaining", ERROR, "?."),
    Case(
        V1,
        "fn(a?.b ?? c);",
        "nullish-coalescing",
        ERROR,
        "??",
        "fn((a == null || a.b == null ? c : a.b));",
    ),
    Case(
        V1,
        "fn(s => { s.a ??= 1; });",
        "logical-assignment",
        ERROR,
        "??=",
        "fn(s => { s.a = s.a == null ? 1 : s.a; });",
    ),
    Case(
        V1,
        "fn(s => { s.a ||= b, c; });",
        "logical-assignment",
        ERROR,
        "||=",
        "fn(s => { s.a = s.a || b, c; });",
    ),
    Case(V1, "fn(10n);", "bigint", ERROR, "10n"),
    Case(V1, "fn(1_000);", "numeric-separator", ERROR, "1_000", "fn(1000);"),
    Case(V1, "fn(/a/d);", "regex-flag", ERROR, "d"),
    Case(V1, "class A {}", "class-refused", ERROR, "class"),
    Case(V1, "fn(class { x = 1 });", "class-field", ERROR, "x = 1"),
    Case(V1, "fn(class { #m() {} });", "private-name", ERROR, "#m"),
    Case(V1, "fn(class { static {} });", "static-block", ERROR, "static {}"),
    Case(V1, "import { fn } from 'a';", "es-module", ERROR, "import { fn } from 'a';", ""),
    Case(V1, "export const a = 1;", "es-module", ERROR, "export const a = 1;"),
    Case(V1, "fn(() => import('a'));", "dynamic-import", ERROR, "import"),
    Case(V1, "fn(import.meta);", "import-meta", ERROR, "import.meta"),
    Case(V1, "await fn(a);", "top-level-await", ERROR, "await fn(a)", "fn(a);"),
    Case(V1, "#!/bin/node\nfn(a);", "unreadable-syntax", ERROR, "#!/bin/node", "\nfn(a);"),
    # v1: names
    Case(V1, "fields(feild('a'));", "unknown-function", ERROR, "feild", "fields(field('a'));"),
    Case(V1, "fn(s => require('fs'));", "unknown-function", ERROR, "require"),
    Case(
        V1,
        "fn(state.data());",
        "unknown-function",
        ERROR,
        "state",
        "fn(state => state.data());",
    ),
    Case(V1, "fn(s => s.a + conut);", "unknown-name", ERROR, "conut"),
    Case(
        V1,
        "const base = '/a';\nget(base);",
        "dropped-name",
        ERROR,
        "base",
        "const base = '/a';\nget('/a');",
    ),
    Case(
        V1,
        "const up = x => x;\nfn(s => { return up(s); });",
        "dropped-name",
        ERROR,
        "up",
        "const up = x => x;\nfn(s => {\n  const up = x => x; return up(s); });",
    ),
    Case(
        V1,
        "get('/a', { q: $.data.id });",
        "lazy-state-in-v1",
        ERROR,
        "$",
        "get('/a', { q: state => state.data.id });",
    ),
    # both: bare state
    Case(
        V1,
        "fn(s => s);\npost('/a', state.data.x);",
        "bare-state",
        WARNING,
        "state",
        "fn(s => s);\npost('/a', state => state.data.x);",
    ),
    Case(
        V1,
        "post(`/a/${state.data.x}`);",
        "bare-state",
        HINT,
        "state",
        "post(state => `/a/${state.data.x}`);",
    ),
    Case(
        V2,
        "fn(s => s);\npost('/a', { b: String(state.x) });",
        "bare-state",
        WARNING,
        "state",
        "fn(s => s);\npost('/a', { b: state => String(state.x) });",
    ),
    # v2: what is never run
    Case(V2, "await get('/a');", "ignored-operation", ERROR, "await get('/a')", "get('/a');"),
    Case(V2, "get?.('/a');", "ignored-operation", ERROR, "get?.('/a')", "get('/a');"),
    Case(
        V2,
        "get('a'), post('b');",
        "ignored-operation",
        ERROR,
        "get('a'), post('b')",
        "get('a');\npost('b');",
    ),
    Case(V2, "fn;", "ignored-operation", WARNING, "fn"),
    Case(
        V2,
        "if (1) post('b');",
        "ignored-operation",
        ERROR,
        "post('b')",
        "fnIf(state => 1, post('b'));",
    ),
    Case(
        V2,
        "try { post('b'); } catch {}",
        "ignored-operation",
        ERROR,
        "post('b')",
        "fn(async state => {\n  try { state = await post('b')(state); } catch {}\n"
        "  return state;\n});",
    ),
    Case(V2, "const op = get('/a');", "ignored-operation", WARNING, "get('/a')", "get('/a');"),
    Case(V2, "fn(s => s)(state);", "operation-called", ERROR, "fn(s => s)(state)", "fn(s => s);"),
    # v2: lazy state
    Case(V2, "const x = $.data;", "lazy-state-outside", ERROR, "$"),
    Case(V2, "fn(() => { return $.data; });", "lazy-state-outside", ERROR, "$"),
    Case(
        V2,
        "post('/a', $.list.rows.join(','));",
        "lazy-state-call",
        ERROR,
        "$",
        "post('/a', state => state.list.rows.join(','));",
    ),
    Case(V2, "post('/a', $);", "lazy-state-bare", ERROR, "$", "post('/a', state => state);"),
    Case(V2, "fn(s => $.data);", "lazy-state-parameter", ERROR, "$", "fn(s => s.data);"),
    # v2: names and syntax
    Case(V2, "pots('/a');", "unknown-name", ERROR, "pots", "post('/a');"),
    Case(
        V2,
        "fn(s => { y = 1; return s; });",
        "implicit-global",
        ERROR,
        "y",
        "fn(s => { let y = 1; return s; });",
    ),
    Case(V2, "fn(s => 10n);", "unreadable-syntax", ERROR, "10n", 'fn(s => BigInt("10"));'),
    Case(V2, "fn(s => 1_0);", "unreadable-syntax", ERROR, "1_0", "fn(s => 10);"),
    Case(V2, "fn(s => /a/v);", "unreadable-syntax", ERROR, "v"),
    Case(V2, "fn(class { #m() {} });", "unreadable-syntax", ERROR, "#m"),
    Case(V2, "fn(s => { with (s) {} });", "syntax-error", ERROR, "with (s) {}"),
    # both: syntax
    Case(V1, "fn(s => { a: 1, b: 2 });", "syntax-error", ERROR, ":", "fn(s => ({ a: 1, b: 2 }));"),
    Case(
        V2,
        "fn(s => { await x; });",
        "syntax-error",
        ERROR,
        "await x",
        "fn(async s => { await x; });",
    ),
    Case(V1, "fn(s => s;", "syntax-error", ERROR, ";", "fn(s => s);"),
    Case(V1, "fn(s => s));", "syntax-error", ERROR, ")", "fn(s => s);"),
    Case(V1, "post('/a' { b: 1 });", "syntax-error", ERROR, "{", "post('/a', { b: 1 });"),
]


def text_at(source: str, problem: Problem) -> str:
    return source.encode("utf-16-le")[2 * problem.range.start : 2 * problem.range.end].decode(
        "utf-16-le"
    )


@pytest.mark.parametrize("case", CASES, ids=[f"{case.dialect} {case.source}" for case in CASES])
def test_the_problem_is_found_at_its_place_with_its_fix(case: Case):
    found = [
        problem
        for problem in find_problems(case.source, case.dialect, EXPORTS)
        if problem.code == case.code and text_at(case.source, problem) == case.at
    ]

    assert found, find_problems(case.source, case.dialect, EXPORTS)
    assert found[0].severity is case.severity
    fixed = [apply_edits(case.source, fix.edits) for fix in found[0].fixes]
    assert fixed[:1] == ([] if case.fixed is None else [case.fixed])


def test_every_code_is_documented_and_every_documented_code_has_a_case():
    assert {case.code for case in CASES} == set(CODES)


@pytest.mark.parametrize("known", [True, False], ids=["adaptors known", "adaptors unknown"])
def test_right_jobs_have_no_errors_and_no_warnings(known: bool):
    said = [
        (name, problem)
        for name, source, dialect in valid_jobs()
        for problem in find_problems(source, dialect, EXPORTS if known else None)
        if problem.severity is not HINT
    ]

    assert len(valid_jobs()) > 60
    assert said == []


def with_fixes() -> list[tuple[str, str, Dialect]]:
    broken = [
        (f"{dialect} {name}", source, dialect)
        for name, source in entries("broken.txt")
        for dialect in Dialect
    ]
    cases = [(f"case {case.source}", case.source, case.dialect) for case in CASES]
    return all_jobs() + broken + cases


def test_every_fix_gives_a_text_that_parses_without_its_problem():
    tried = 0
    for name, source, dialect in with_fixes():
        document = Document(source)
        problems = find_problems(document, dialect, EXPORTS)
        for problem in problems:
            for fix in problem.fixes:
                tried += 1
                _check_fix(name, document, dialect, problems, problem, fix)

    assert tried > 150


def _check_fix(
    name: str,
    document: Document,
    dialect: Dialect,
    problems: tuple[Problem, ...],
    problem: Problem,
    fix: Fix,
) -> None:
    mended = Document(apply_edits(document.text, fix.edits))
    after = find_problems(mended, dialect, EXPORTS)

    said = f"{name}: {fix.title} for {problem}\n{mended.text}"
    assert not mended.has_errors, said
    count = sum(other.code == problem.code for other in problems)
    assert sum(other.code == problem.code for other in after) < count, said


def test_names_are_not_judged_when_the_adaptors_are_unknown():
    source = "feild('a', s => other);\nconst x = 1;\nget(x);"

    codes = {problem.code for problem in find_problems(source, V1)}

    assert codes == {"dropped-code", "dropped-name"}


@pytest.mark.parametrize(
    "source",
    [
        "fn(s => { with (s) { q = r; } return s; });",
        "fn(function (s) { this.shared = 1; return s; });\nfn(s => shared);",
        "fn(s => { global.one = 1; globalThis.two = 2; return one + two; });",
        "fn(s => { counter = 1; return s; });\nfn(s => counter);",
        "fn(s => typeof nobody);",
        "fn(arguments.length);",
    ],
)
def test_names_that_v1_jobs_create_in_other_ways_are_not_unknown(source: str):
    codes = [problem.code for problem in find_problems(source, V1, EXPORTS)]

    assert "unknown-name" not in codes


@pytest.mark.parametrize(
    "source",
    [
        "get('/a');\nget('/b', { headers: { key: state.configuration.key } });",
        "get('/a');\nfn(state => post('/b', state.data)(state));",
        "get('/a');\nfn(s => s)(state);",
    ],
)
def test_a_state_that_is_read_in_time_or_never_changes_is_right(source: str):
    codes = [problem.code for problem in find_problems(source, V1, EXPORTS)]

    assert "bare-state" not in codes


@pytest.mark.parametrize("adaptors", [["fn"], {"a": ["fn"], "b": ["get"]}, frozenset({"fn"})])
def test_exports_may_be_given_in_any_shape(adaptors: list[str] | dict[str, list[str]]):
    assert find_problems("fn(s => s);", V1, adaptors) == ()
    assert find_problems("post(s => s);", V1, adaptors) != ()


def test_problems_stand_in_the_order_of_the_text():
    problems = find_problems("let a; const b = 1;\nif (a) post(b);\nawait fn(x?.y);", V1, EXPORTS)

    starts = [problem.range.start for problem in problems]
    assert len(starts) > 5
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("source", "dialect", "expected"),
    [
        ("const up = x => x;\nfn(s => up(s));", V1, V2),
        ("fn(s => s?.data);", V1, V2),
        ("post('/a', $.data);", V1, V2),
        ("fn(s => { counter = 1; return s; });", V2, V1),
        ("fn(s => s)(state);", V2, V1),
        ("fn(s => s);", V1, None),
        ("fn(s => s;", V1, None),
        ("nobody(s => s);", V1, None),
    ],
)
def test_the_other_dialect_is_offered_when_only_it_fits(
    source: str, dialect: Dialect, expected: Dialect | None
):
    assert other_dialect_fits(source, dialect, EXPORTS) is expected


BAD_TEXTS = {
    "empty": "",
    "only a byte order mark": "\ufeff",
    "nothing but zeros": "\0" * 50_000,
    "binary": "".join(map(chr, range(1, 300))) * 100,
    "lone surrogates": "fn('\ud800', \udfff);" * 50,
    "nested calls": "f(" * 10_000 + ")" * 10_000,
    "open brackets": "[{a:f(" * 3_400,
    "parentheses": "(" * 10_000 + "1" + ")" * 10_000,
    "functions": "fn(x=>{" * 5_000 + "x" + "})" * 5_000,
    "a long chain": "a" + "?.b()" * 10_000,
    "a long sum": "1" + "+x" * 10_000,
    "templates": "`${" * 3_000 + "1" + "}`" * 3_000,
    "many blocks": "{if(a)post(b);" * 1_000 + "}" * 1_000,
}


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("name", BAD_TEXTS)
def test_no_text_is_too_odd_or_too_deep(name: str, dialect: Dialect):
    document = Document(BAD_TEXTS[name])
    length = len(document.text.encode("utf-16-le")) // 2

    for problem in find_problems(document, dialect, EXPORTS):
        assert 0 <= problem.range.start <= problem.range.end <= max(length, 1)
        assert problem.code in CODES


@pytest.mark.parametrize(
    "line",
    ["fn('" + "x" * 5000 + "');\n", "/* ក */" * 700 + "\n", "\n" * 5000],
    ids=["long texts", "comments", "blank lines"],
)
def test_a_job_of_five_megabytes_is_read(line: str):
    source = line * (5_000_000 // len(line.encode()) + 1)

    assert len(source.encode()) >= 5_000_000
    assert find_problems(source, V1, EXPORTS) == ()


def test_a_job_of_five_thousand_lines_is_judged_at_once():
    source = "fn(state => {\n  const a = state.data;\n  return { ...state, a };\n});\n" * 1250
    took: list[float] = []
    for _ in range(4):
        started = time.process_time()
        find_problems(source, V1, EXPORTS)
        took.append(time.process_time() - started)

    # Twice the budget of 150 ms: the machine of the tests has other work, too.
    assert min(took) < 0.3


def test_edits_of_one_fix_are_applied_together_wherever_they_stand():
    document = Document("a😀b😀c")
    edit = document.positions.range
    edits = (TextEdit(edit(6, 10), "2"), TextEdit(edit(0, 5), "1"))

    assert apply_edits(document.text, edits) == "1b2c"
