import pytest

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of

V1, V2 = Dialect.V1, Dialect.V2


def operations(source: str, dialect: Dialect) -> list[str]:
    """The operations of a job, hoisted ones marked."""
    found = outline_of(Document(source), dialect).operations
    return [f"{item.name}{'!' if item.hoisted else ''}" for item in found]


def dropped(source: str, dialect: Dialect) -> list[str]:
    return [item.kind for item in outline_of(Document(source), dialect).dropped]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fn(a); get(b);", ["fn", "get"]),
        ("(fn(a))", ["fn"]),
        ("const x = f(g()); if (a) { post(b()); }", ["f!", "post!"]),
        ("function h(x) { return trim(x); }", ["trim!"]),
        ("a(), b();", ["a!", "b!"]),
        ("new X(f());", ["f!"]),
        ("tag`x${f()}`;", ["f!"]),
        ("http.get(a); a[0].b(); this.c();", ["http.get", "a.b", "this.c"]),
        ("fn(a).then(b);", ["fn.then"]),
        ("(() => 1)();", ["(expression)"]),
        ("fn(a)(state);", ["fn"]),
        ("const A = class extends f() { m() { g(); } };", ["g!", "f!"]),
        ("", []),
    ],
)
def test_v1_runs_every_outermost_call(source: str, expected: list[str]):
    assert operations(source, V1) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'use strict'; fn(a);", ["directive"]),
        ("fn(a); 'use strict';", ["expression"]),
        ("const a = 1; let b; var c; class D {}", ["declaration"] * 4),
        ("function f() {} function* g() {}", ["function"] * 2),
        ("if (a) b; for (;;) {} while (a) {} { } x: y; throw z", ["control"] * 6),
        ("try {} catch {} switch (a) {} do {} while (b); debugger;", ["control"] * 4),
        ("a; `b`; c = 1; d(), e(); tag`x`;", ["expression"] * 5),
        ("fn(a);;;", []),
    ],
)
def test_v1_drops_all_other_root_code(source: str, expected: list[str]):
    assert dropped(source, V1) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const x = f(); fn(x);", ["fn"]),
        ("if (a) { post(b); }", []),
        ("await fn(a); fn?.(a); a(), b(); ops;", []),
        ("fn(a).then(b).catch(c);", ["fn"]),
        ("export default [fn(a), get(b), ops];", ["fn", "get", "ops"]),
        ("post(c); export default [fn(a)];", ["fn", "post"]),
        ("export default [fn(a)]; post(c);", ["fn"]),
        ("import('x'); fn(a);", ["fn"]),
    ],
)
def test_v2_runs_root_calls_after_the_exported_ones(source: str, expected: list[str]):
    assert operations(source, V2) == expected


def test_v2_tells_which_root_expressions_it_ignores():
    source = "await fn(a); fn?.(a); a(), b(); ops; x && y(); x = 1; `t`; new X();"

    assert dropped(source, V2) == ["operation"] * 5


def test_ranges_count_lines_columns_and_utf16_units():
    outline = outline_of(Document("'😀';\r\n(fn(a))\u2028get();"), V1)

    assert outline.operations[0].range == TextRange(8, 13, 2, 2, 2, 7)
    assert outline.operations[1].range == TextRange(15, 20, 3, 1, 3, 6)
    assert outline.dropped[0].range == TextRange(0, 5, 1, 1, 1, 6)
    assert [item.index for item in outline.operations] == [0, 1]
