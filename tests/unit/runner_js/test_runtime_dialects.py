"""Each row of the comparison of v1 and v2, by running it."""

# ruff: noqa: E501 - a row of a table holds a whole job

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.runner_js.client import Batch, run_alone


@pytest.fixture(scope="module")
def v1() -> Iterator[Batch]:
    batch = Batch("v1")
    yield batch
    batch.close()


@pytest.fixture(scope="module")
def v2() -> Iterator[Batch]:
    batch = Batch("v2")
    yield batch
    batch.close()


@pytest.fixture(scope="module")
def bare() -> Iterator[Batch]:
    batch = Batch("v2", adaptors=["bare"])
    yield batch
    batch.close()


V1_STATES: list[tuple[str, str, Any]] = [
    (
        "a call in a condition runs always",
        "if (false) { fn(s => ({ ran: true })); }",
        {"ran": True},
    ),
    ("a call in a const is an operation", "const x = fn(s => ({ ran: 1 }));", {"ran": 1}),
    ("a call in a function runs", "function f() { return fn(s => ({ ran: 2 })); }", {"ran": 2}),
    (
        "both calls joined by a comma run",
        "fn(s => ({ a: 1 })), fn(s => ({ ...s, b: 2 }));",
        {"a": 1, "b": 2},
    ),
    ("an implicit global lasts", "fn(s => { x = 1; return s; }); fn(s => ({ x }));", {"x": 1}),
    ("instanceof Array", "fn(s => ({ yes: s.data instanceof Array }));", {"yes": True}),
    (
        "instanceof Error",
        "fn(s => { try { null.x } catch (e) { return { yes: e instanceof TypeError } } });",
        {"yes": True},
    ),
    ("eval works", "fn(s => ({ two: eval('1 + 1') }));", {"two": 2}),
    (
        "bare state is the initial state",
        "fn(s => ({ data: [9] })); fn((old => s => ({ old }))(state.data));",
        {"old": [1]},
    ),
    (
        "testMode is undefined when live",
        "fn(s => ({ kind: typeof testMode }));",
        {"kind": "undefined"},
    ),
    (
        "fetch, process and require are hidden",
        "fn(s => ({ kinds: [typeof fetch, typeof process, typeof require] }));",
        {"kinds": ["undefined"] * 3},
    ),
    (
        "global is the global object",
        "fn(s => ({ kinds: [typeof global.Array, typeof GLOBAL, typeof root] }));",
        {"kinds": ["function", "object", "object"]},
    ),
    (
        "setTimeout and Buffer are there",
        "fn(s => ({ kinds: [typeof setTimeout, typeof Buffer] }));",
        {"kinds": ["function", "function"]},
    ),
    (
        "the next operation gets undefined",
        "fn(s => {}); fn(s => ({ got: String(s) }));",
        {"got": "undefined"},
    ),
    ("null is handed on", "fn(s => null); fn(s => ({ got: s }));", {"got": None}),
    ("a primitive is handed on", "fn(s => 3); fn(s => ({ got: s }));", {"got": 3}),
    ("a final null is kept", "fn(s => null);", None),
    ("a final number is kept", "fn(s => 3);", 3),
    ("what is no operation is passed over", "fn(s => ({ a: 1 })); util.upper('x');", {"a": 1}),
    ("adaptor's defaults", "fn(s => ({ references: s.references }));", {"references": []}),
    ("an empty job gives the initial state", "", {"references": [], "data": [1]}),
    (
        "a cycle is told",
        "fn(s => { s.me = s; s.list = [s]; return s; });",
        {"references": [], "data": [1], "me": "[Circular]", "list": ["[Circular]"]},
    ),
    (
        "a Map, a function and undefined",
        "fn(s => ({ m: new Map([[1, 2]]), f() {}, u: undefined, n: NaN }));",
        {"m": {}, "n": None},
    ),
    (
        "a Date and a Buffer",
        "fn(s => ({ d: new Date(0), b: Buffer.from('a') }));",
        {"d": "1970-01-01T00:00:00.000Z", "b": {"type": "Buffer", "data": [97]}},
    ),
    ("a BigInt is a text", "fn(s => ({ b: BigInt(3) }));", {"b": "3"}),
]


@pytest.mark.parametrize(
    ("job", "state"), [row[1:] for row in V1_STATES], ids=[row[0] for row in V1_STATES]
)
def test_v1_gives_this_state(job: str, state: Any, v1: Batch) -> None:
    ended = v1.run(job, state={"data": [1]})

    assert ended.finished.get("error") is None
    assert ended.state == state


V1_REFUSED = [
    ("fn(s => s?.x);", "Unexpected token"),
    ("class A {} fn(s => s);", "Illegal class statement"),
    ("import x from 'y';", "'import' and 'export' may appear only with 'sourceType: module'"),
    ("fn(s => 1_000);", ""),
    ("const f = () => 1; fn(s => f());", "Function not available: f."),
]


@pytest.mark.parametrize(("job", "message"), V1_REFUSED)
def test_v1_does_not_compile(job: str, message: str, v1: Batch) -> None:
    ended = v1.run(job)

    assert ended.exit_code == 1
    assert ended.error["name"] == "CompileError"
    assert ended.error["source"] == "compile"
    assert message in ended.error["message"]
    assert "state" not in ended.finished
    assert ended.own_logs[-1] == "Compilation failed."


def test_v1_prints_unknown_functions_as_core_does(v1: Batch) -> None:
    ended = v1.run("fn(s => s);\nfn(s => blah(s));\n  nope(1,\n  2);")

    assert ended.own_logs[1:] == [
        "Line 2: fn(s => blah(s));\n                ^^^^^^^\nFunction not available.",
        "Line 3:   nope(1,\n          ^^^^^^^\nFunction not available.",
        "Compilation failed.",
    ]


def test_v1_without_a_final_state_is_an_error(v1: Batch) -> None:
    ended = v1.run("fn(s => {});")

    assert ended.exit_code == 1
    assert ended.error["name"] == "NoState"
    assert "Finished." not in ended.own_logs


def test_v1_has_no_then(v1: Batch) -> None:
    ended = v1.run("fn(s => s).then(s => s);")

    assert ended.exit_code == 1
    assert "then is not a function" in ended.error["message"]
    assert "v2" in ended.error["fix"]


def test_v1_knows_test_mode() -> None:
    ended = run_alone("fn(s => ({ testMode }));", "v1", "test")

    assert ended.state == {"testMode": True}


V2_STATES: list[tuple[str, str, Any]] = [
    ("a const made by a call", "const x = util.upper('a'); fn(s => ({ x }));", {"x": "A"}),
    ("an own helper, hoisted", "fn(s => ({ x: help() })); function help() { return 1; }", {"x": 1}),
    (
        "an operation in a condition is ignored",
        "if (true) { fn(s => ({ ran: 1 })); } fn(s => ({ other: 1 }));",
        {"other": 1},
    ),
    (
        "an operation in a const is ignored",
        "const op = fn(s => ({ ran: 1 })); fn(s => ({ other: 1 }));",
        {"other": 1},
    ),
    (
        "operations joined by a comma are ignored",
        "fn(s => ({ a: 1 })), fn(s => ({ b: 1 })); fn(s => ({ c: 1 }));",
        {"c": 1},
    ),
    ("modern syntax", "fn(s => ({ x: s?.y?.z ?? 'none' }));", {"x": "none"}),
    ("top-level await", "const x = await Promise.resolve(4); fn(s => ({ x }));", {"x": 4}),
    (".then", "fn(s => ({ n: 1 })).then(s => ({ n: s.n + 1 }));", {"n": 2}),
    (
        ".catch",
        "fn(async () => { throw new Error('soft'); }).catch(e => ({ caught: e.message }));",
        {"caught": "soft"},
    ),
    (
        ".catch of a sync throw, with the state",
        "fn(() => { throw new Error('hard'); }).catch((e, s) => ({ caught: e.message, had: s.data }));",
        {"caught": "hard", "had": {}},
    ),
    (
        "a sync throw skips the rest of the chain",
        "fn(() => { throw new Error('x'); }).catch(() => ({ n: 1 })).then(s => ({ n: 99 }));",
        {"n": 1},
    ),
    (
        "lazy $",
        "fn(s => ({ data: { l: [1, 2] } })); each($.data.l, fn(s => ({ ...s, seen: [...(s.seen || []), s.data] }))); fn(s => ({ seen: s.seen }));",
        {"seen": [1, 2]},
    ),
    (
        "an imported adaptor function",
        "import { fn as run } from '@openfn/language-plain'; run(s => ({ x: 1 }));",
        {"x": 1},
    ),
    (
        "the platform's globals only",
        "fn(s => ({ kinds: [typeof URL, typeof fetch, typeof process, typeof require, typeof setImmediate, typeof structuredClone, typeof atob, typeof crypto] }));",
        {"kinds": ["undefined"] * 8},
    ),
    (
        "what is there",
        "fn(s => ({ kinds: [typeof setTimeout, typeof clearInterval, typeof Buffer, typeof console] }));",
        {"kinds": ["function"] * 3 + ["object"]},
    ),
    ("Buffer.from works", "fn(s => ({ b: Buffer.from('a').toString('base64') }));", {"b": "YQ=="}),
    (
        "own realm: instanceof Array is false",
        "fn(s => ({ no: s.data instanceof Array, yes: Array.isArray(s.data) }));",
        {"no": False, "yes": True},
    ),
    ("nothing becomes an empty state", "fn(() => {}); fn(s => ({ got: s }));", {"got": {}}),
    ("null becomes an empty state", "fn(() => null); fn(s => ({ got: s }));", {"got": {}}),
    (
        "the list of a default export",
        "export default [s => ({ n: 1 }), s => ({ n: s.n + 1 })];",
        {"n": 2},
    ),
    (
        "a module's own execute",
        "export const execute = (...ops) => async s => { for (const op of ops) s = await op(s); return { ...s, mine: true }; }; fn(s => ({ n: 1 }));",
        {"n": 1, "mine": True},
    ),
    ("configuration is taken away", "fn(s => s);", {"references": [], "data": {}}),
]


@pytest.mark.parametrize(
    ("job", "state"), [row[1:] for row in V2_STATES], ids=[row[0] for row in V2_STATES]
)
def test_v2_gives_this_state(job: str, state: Any, v2: Batch) -> None:
    ended = v2.run(job, state={"data": [1]} if "instanceof" in job else None)

    assert ended.finished.get("error") is None
    assert ended.state == state


V2_FAILURES = [
    ("an implicit global", "fn(s => { x = 1; return s; });", "ReferenceError", "crash"),
    ("an unknown name", "fn(s => missing);", "ReferenceError", "crash"),
    ("eval", "fn(s => eval('1'));", "EvalError", "kill"),
    ("new Function", "fn(s => new Function('return 1')());", "EvalError", "kill"),
    ("new Buffer", "fn(s => new Buffer('a'));", "Error", "fail"),
    ("an operation called with state", "fn(s => s)(state);", "TypeError", "fail"),
    ("$ with a method", "fn($.list.join());", "TypeError", "fail"),
    ("a built-in module", "import fs from 'fs'; fn(s => s);", "ImportError", "crash"),
    (
        "a package that is not there",
        "import x from '@openfn/language-none'; fn(s => s);",
        "ImportError",
        "crash",
    ),
    (
        "a name the adaptor lacks",
        "import { nope } from '@openfn/language-plain'; nope();",
        "SyntaxError",
        "crash",
    ),
    ("a default export that is no list", "export default 5;", "TypeError", "fail"),
    ("a TypeError", "fn(s => s.a.b);", "TypeError", "fail"),
]


@pytest.mark.parametrize(
    ("job", "name", "severity"),
    [row[1:] for row in V2_FAILURES],
    ids=[row[0] for row in V2_FAILURES],
)
def test_v2_fails_so(job: str, name: str, severity: str, v2: Batch) -> None:
    ended = v2.run(job)

    assert ended.exit_code == 1
    assert (ended.error["name"], ended.error["severity"]) == (name, severity)
    assert ended.error["at"]["line"] == 1
    assert ("state" in ended.finished) == (severity == "fail")


def test_v2_refuses_what_openfn_cannot_read(v2: Batch) -> None:
    ended = v2.run("fn(s => 10n);")

    assert ended.error["name"] == "CompileError"
    assert "compiled" not in {event["type"] for event in ended.events}


def test_v2_keeps_the_state_so_far_of_a_soft_failure(v2: Batch) -> None:
    ended = v2.run("fn(s => ({ ...s, one: 1 })); fn(s => { throw new TypeError('x'); });")

    assert ended.state == {"references": [], "data": {}, "one": 1}


def test_v2_warns_when_an_operation_returned_nothing(v2: Batch) -> None:
    ended = v2.run("fn(() => {}); fn(s => s);")

    assert any("No state came into operation 2" in text for text in ended.own_logs)
    assert [event.get("returned") for event in ended.of("operation_finished")] == [
        "nothing",
        "object",
    ]


@pytest.mark.parametrize("job", ["fn(() => {});", "fn(() => null);"])
def test_v2_has_no_final_state_when_the_last_operation_returned_nothing(
    job: str, v2: Batch
) -> None:
    ended = v2.run(job)

    assert ended.exit_code == 0
    assert "state" not in ended.finished


def test_an_adaptor_without_execute_is_run_plainly(bare: Batch) -> None:
    ended = bare.run("fn(s => ({ ...s, n: 1 })); fn(async s => ({ ...s, m: s.n + 1 }));")

    assert ended.state == {"data": {}, "n": 1, "m": 2}
