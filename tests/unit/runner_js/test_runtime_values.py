"""Whatever a job puts into its state is shown, and nothing of it harms the run."""

# ruff: noqa: E501 - a row of a table holds a whole job

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.runner_js.client import Batch


@pytest.fixture(scope="module")
def batches() -> Iterator[dict[str, Batch]]:
    made = {dialect: Batch(dialect) for dialect in ("v1", "v2")}
    yield made
    for batch in made.values():
        batch.close()


SHOWN: list[tuple[str, Any, Any]] = [
    ("(() => { const o = {}; o.me = o; return o; })()", {"me": "[Circular]"}, {"me": "[Circular]"}),
    ("(() => { const a = []; a.push(a); return a; })()", ["[Circular]"], ["[Circular]"]),
    ("BigInt(12)", "12n", "12"),
    ("new Map([['a', 1]])", {"[Map]": [["a", 1]]}, {}),
    ("new Set([1, 2])", {"[Set]": [1, 2]}, {}),
    ("new Date(0)", "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"),
    ("new Date(NaN)", None, None),
    ("Buffer.from('ab')", "[Buffer of 2 bytes]", {"type": "Buffer", "data": [97, 98]}),
    ("new Uint8Array(3)", "[Uint8Array of 3 bytes]", {"0": 0, "1": 0, "2": 0}),
    ("/x/g", "/x/g", {}),
    ("Promise.resolve(1)", "[Promise]", {}),
    ("NaN", "NaN", None),
    ("Infinity", "Infinity", None),
    ("[undefined, () => 1]", [None, "[Function]"], [None, None]),
    ("function named() {}", "[Function named]", "absent"),
    ("Symbol('s')", "[Symbol(s)]", "absent"),
    ("undefined", "absent", "absent"),
    ("new String('boxed')", "boxed", "boxed"),
    ("Object.create(null)", {}, {}),
    ("({ get bad() { throw new Error('no'); } })", {"bad": "[cannot be read: no]"}, {"bad": "[cannot be read: no]"}),
    ("({ toJSON() { throw new Error('no'); } })", "[cannot be read: no]", "[cannot be read: no]"),
    ("({ toJSON() { return { as: 'json' }; } })", {"as": "json"}, {"as": "json"}),
    ("new Proxy({}, { ownKeys() { throw new Error('no'); } })", "[cannot be read: no]", "[cannot be read: no]"),
    ("new Proxy({}, { get() { throw new Error('no'); } })", "[cannot be read: no]", "[cannot be read: no]"),
    ("new Proxy({}, { getPrototypeOf() { throw { get message() { throw 1; } }; } })", "[cannot be read]", {}),
    ("Object.assign(new Error('bad'), { code: 7 })", {"name": "Error", "message": "bad", "code": 7}, {"code": 7}),
    ("JSON.parse('{\"__proto__\": {\"x\": 1}}')", {"__proto__": {"x": 1}}, {"__proto__": {"x": 1}}),
    ("new (function Thing() { this.a = 1; })()", {"a": 1}, {"a": 1}),
    ("'\\ud800 half'", "\ud800 half", "\ud800 half"),
    ("'persön 🙂'", "persön 🙂", "persön 🙂"),
    ("''", "", ""),
    ("-0", 0, 0),
    ("1e21", 1e21, 1e21),
]  # fmt: skip


@pytest.mark.parametrize("dialect", ["v1", "v2"])
@pytest.mark.parametrize(("value", "shown", "final"), SHOWN, ids=[row[0] for row in SHOWN])
def test_the_value_is_shown_and_kept(
    value: str, shown: Any, final: Any, dialect: str, batches: dict[str, Batch]
) -> None:
    ended = batches[dialect].run(f"fn(s => ({{ v: {value} }}));\nfn(s => s);")

    assert ended.exit_code == 0
    first, second = ended.of("operation_finished")
    (change,) = [one for one in first["patch"] if one["path"] == "/v"] or [{"value": "absent"}]
    assert change["value"] == shown
    assert second["patch"] == []
    assert ended.state.get("v", "absent") == final


DEEP = "(() => { let o = 1; for (let i = 0; i < 10000; i++) o = { a: o }; return o; })()"
DEEP_LISTS = "(() => { let o = 1; for (let i = 0; i < 10000; i++) o = [o]; return o; })()"


@pytest.mark.parametrize("dialect", ["v1", "v2"])
@pytest.mark.parametrize("value", [DEEP, DEEP_LISTS])
def test_deep_nesting_is_told_and_harms_nothing(
    value: str, dialect: str, batches: dict[str, Batch]
) -> None:
    ended = batches[dialect].run(f"fn(s => ({{ v: {value} }}));")

    assert ended.exit_code == 0
    assert "[nested too deeply to show]" in str(ended.of("operation_finished")[0]["patch"])
    assert ended.finished["in_parts"]


def test_a_deep_state_is_kept_as_it_is(batches: dict[str, Batch]) -> None:
    ended = batches["v2"].run(
        "fn(s => { let o = 1; for (let i = 0; i < 900; i++) o = { a: o }; return { o }; });"
    )

    text = "".join(part["text"] for part in ended.of("state_part"))
    assert text == '{"o":' + '{"a":' * 900 + "1" + "}" * 900 + "}"


def test_a_huge_sparse_list_is_too_big_to_show(batches: dict[str, Batch]) -> None:
    ended = batches["v2"].run("fn(s => { s.v = new Array(1e8); return s; });\nfn(() => ({}));")

    assert ended.of("operation_finished")[0]["patch"] is None
    assert ended.exit_code == 0


@pytest.mark.parametrize("text", ["console.log(new Proxy({}, { get() { throw 1; } }));", "console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } });", "console.log(Object.create(null), Symbol('s'), 10, null, undefined);", "console.log('%s %d %o', 'a', 1, { b: [1] });", "console.table([{ a: 1 }]); console.assert(false, 'no'); console.time('t'); console.timeEnd('t'); console.count(); console.group('g'); console.dir({});"])  # fmt: skip
@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_anything_can_be_logged(text: str, dialect: str, batches: dict[str, Batch]) -> None:
    ended = batches[dialect].run(f"fn(s => {{ {text} return s; }});")

    assert ended.exit_code == 0
    assert ended.logs
