import pytest

from openfn_studio.language.document import Document
from openfn_studio.language.names import Names


def unbound(source: str) -> list[str]:
    """The references that no declaration covers."""
    nodes = Document(source).nodes
    names = Names(nodes)
    return [
        nodes.name(node)
        for node in names.references
        if not names.declared.has(nodes.name(node), node)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const a = b; a; c;", ["b", "c"]),
        ("{ let a; } a;", ["a"]),
        ("{ var a; } a;", []),
        ("() => { var a; }; a;", ["a"]),
        ("const { a, b: c = d, ...e } = f; [a, b, c, d, e];", ["d", "f", "b", "d"]),
        ("const [a, [b], ...c] = []; a + b + c;", []),
        ("function f(a, { b }, [c] = d) { return a + b + c + arguments; } f;", ["d"]),
        ("(function g() { g; }); g;", ["g"]),
        ("const f = a => a; (a) => b => a + b; a;", ["a"]),
        ("for (const a of b) a; for (let i = 0; i < 1;) i; a; i;", ["b", "a", "i"]),
        ("try {} catch (e) { e; } try {} catch ({ m }) { m; } e;", ["e"]),
        ("class A { m() { return A; } } A; (class B {}); B;", ["B"]),
        ("import a, { b as c } from 'x'; import * as d from 'y'; a; b; c; d;", ["b"]),
        ("a.b.c; ({ d: e, f, [g]: 1 });", ["a", "e", "f", "g"]),
        ("label: for (;;) break label;", []),
        ("switch (a) { case 1: let b; b; }", ["a"]),
        ("({ a, b: [c] } = d);", ["a", "c", "d"]),
        ("export { a as b };", ["a"]),
        ("({ m(a) { return a; }, get x() { return this; } });", []),
    ],
)
def test_references_are_bound_as_javascript_binds_them(source: str, expected: list[str]):
    assert unbound(source) == expected


def test_assignments_of_every_kind_are_writes():
    nodes = Document("a = 1; b += 1; c++; [d, e.f] = g; for (h of i) {} ({ j } = k);").nodes

    assert sorted(Names(nodes).written.values()) == ["a", "b", "c", "d", "h", "j"]
