import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.yamledit import with_name, with_value, with_values, without
from openfn_studio.workspace.yamltext import parse_yaml

PROJECT = """\
# a heading
---
jobs:
    a:   # the first
        expression: >
          fn(state =>
            state)

        # about the adaptor
        adaptor: '@openfn/language-common'   # why
        credential:
    b: {expression: "file://x.js", adaptor: x}  # short

    # the last one
    c:
        expression: |-
          fn()
             x
        # at the end of c
unknown: [1,   2]
triggers:

# the end
"""


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    changed = [line for line in lines if line[0] in "+-"]
    return sorted(changed, key=lambda line: line[0] == "+")


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("jobs", "a", "adaptor"), "http",
         ["-         adaptor: '@openfn/language-common'   # why",
          "+         adaptor: http   # why"]),
        (("jobs", "a", "credential"), "my secret",
         ["-         credential:", "+         credential: my secret"]),
        (("jobs", "a", "trigger"), "t", ["+         trigger: t"]),
        (("jobs", "a", "expression"), "one();\ntwo();\n",
         ["-         expression: >", "-           fn(state =>", "-             state)",
          "+         expression: |", "+             one();", "+             two();"]),
        (("jobs", "b", "adaptor"), "y, z",
         ['-     b: {expression: "file://x.js", adaptor: x}  # short',
          "+     b: {expression: \"file://x.js\", adaptor: 'y, z'}  # short"]),
        (("jobs", "b", "trigger"), "t",
         ['-     b: {expression: "file://x.js", adaptor: x}  # short',
          '+     b: {expression: "file://x.js", adaptor: x, trigger: t}  # short']),
        (("jobs", "c", "expression"), "  indented\n\nend",
         ["-         expression: |-", "-           fn()", "-              x",
          "+         expression: |4-", "+               indented", "+ ", "+             end"]),
        (("jobs", "d"), {"expression": "file://jobs/d.js", "adaptor": "@openfn/language-http"},
         ["+     d:", "+         expression: file://jobs/d.js",
          "+         adaptor: '@openfn/language-http'"]),
        (("triggers", "t"), {"criteria": '{"a":"it\'s"}'},
         ["+     t:", "+         criteria: '{\"a\":\"it''s\"}'"]),
        (("triggers", "every"), {"cron": "* * * * *"},
         ["+     every:", "+         cron: '* * * * *'"]),
        (("credentials", "ስም"), {"password": "******"},
         ["+ credentials:", "+     ስም:", "+         password: '******'"]),
    ],
)  # fmt: skip
def test_setting_a_value_changes_its_lines_and_no_others(
    path: tuple[str, ...], value: Any, lines: list[str]
):
    after = with_value(parse_yaml(PROJECT), path, value)

    assert changed_lines(PROJECT, after.text) == lines


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("jobs", "a", "credential"), ["-         credential:"]),
        (("jobs", "c"),
         ["-     c:", "-         expression: |-", "-           fn()", "-              x"]),
        (("jobs", "c", "expression"),
         ["-     c:", "-         expression: |-", "-           fn()", "-              x",
          "+     c: {}"]),
        (("jobs", "b", "expression"),
         ['-     b: {expression: "file://x.js", adaptor: x}  # short',
          "+     b: {adaptor: x}  # short"]),
        (("unknown",), ["- unknown: [1,   2]"]),
    ],
)  # fmt: skip
def test_removing_an_entry_removes_its_lines_and_no_others(path: tuple[str, ...], lines: list[str]):
    after = without(parse_yaml(PROJECT), path)

    assert changed_lines(PROJECT, after.text) == lines


def test_line_ends_of_windows_stay():
    text = "jobs:\r\n  a:\r\n    adaptor: x\r\n"

    after = with_value(parse_yaml(text), ("jobs", "b"), {"adaptor": "y", "expression": "1\n2\n"})

    assert after.text == text + (
        "  b:\r\n    adaptor: y\r\n    expression: |\r\n      1\r\n      2\r\n"
    )
    assert without(after, ("jobs", "b")).text == text


@pytest.mark.parametrize("text", ["", "# only a comment", "{}\n", "jobs: {}\n", "jobs:\n", "a: 1"])
def test_an_entry_is_added_where_there_is_nothing_yet(text: str):
    after = with_value(parse_yaml(text), ("jobs", "a"), {"adaptor": "x"})

    assert after.plain["jobs"] == {"a": {"adaptor": "x"}}
    assert "comment" not in text or after.text.startswith(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &x {k: 1}\nb: *x\n", ("b", "k")),
        ("jobs: some text\n", ("jobs", "a")),
        ("- a list\n", ("jobs", "a")),
        ("just text\n", ("jobs",)),
        ("jobs: [1]\n", ("jobs", "a")),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(text: str, path: tuple[str, ...]):
    with pytest.raises(UserInputProblem, match="cannot change safely"):
        with_value(parse_yaml(text), path, 2)


def test_what_is_not_there_cannot_be_removed():
    for path in [("x",), ("jobs", "x"), ("jobs", "a", "x"), ("x", "y")]:
        with pytest.raises(KeyError):
            without(parse_yaml(PROJECT), path)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a: b", "# x", "- y", "'", '"', "null", "yes", "12", "1e3", " x ", "a\nb\n", "\n", "x\n\n",
     " x\ny", "\ty", "a\r\nb", "{", "*", "&a", "2026-01-01", "~", "<<", "=", "\u2028", "a #b", ":0"]
)  # fmt: skip
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(-9, 9),
    lambda inner: st.dictionaries(TEXTS, inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=6,
)


def test_a_name_that_begins_with_a_colon_is_read_back_inside_brackets():
    value = [{"": {}, ":0": {}}]

    assert with_value(parse_yaml("# kept\n"), ("x",), value).plain == {"x": value}


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=3), st.lists(TEXTS, min_size=1, max_size=3), VALUES)
def test_any_value_is_written_so_that_it_is_read_back(
    content: dict[str, Any], path: list[str], value: Any
):
    document = parse_yaml("# kept\n")
    for name, entry in content.items():
        document = with_value(document, (name,), entry)
    assert document.plain == (content or None)

    first = path[0]
    if not isinstance(content.get(first), (str, bool, int, list)):
        inner = content.get(first)
        while len(path) > 1 and inner and path[1] in inner:
            path = [path[0], *path[2:], "new"]
        document = with_value(document, path, value)
        here: Any = document.plain
        for name in path:
            here = here[name]
        assert here == value
        document = without(document, path)
    assert document.text.startswith("# kept\n")


def test_an_entry_is_renamed_where_it_stands():
    changed = with_name(parse_yaml(PROJECT), ("jobs", "a"), "a: new")

    assert changed_lines(PROJECT, changed.text) == [
        "-     a:   # the first",
        "+     'a: new':   # the first",
    ]


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(UserInputProblem):
        with_name(parse_yaml(PROJECT), ("jobs", "a"), "c")


def test_many_values_are_replaced_at_once_as_one_after_the_other():
    values = [
        (("jobs", "a", "expression"), "file://a.js"),
        (("jobs", "b", "expression"), "file://b.js"),
        (("jobs", "c", "expression"), "one\ntwo\n"),
    ]
    expected = parse_yaml(PROJECT)
    for path, value in values:
        expected = with_value(expected, path, value)

    assert with_values(parse_yaml(PROJECT), values).text == expected.text
