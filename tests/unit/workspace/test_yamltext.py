from pathlib import Path

import pytest

from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.yamltext import parse_yaml, read_yaml


def test_values_are_read_by_the_rules_of_yaml_1_2_and_dates_stay_text():
    text = (
        "a: 12\nb: 0x1F\nc: 1.50\nd: yes\ne: true\nf: ~\ng: 2026-05-03T09:00:00Z\nh: '8'\n1: one\n"
    )

    assert parse_yaml(text).plain == {
        "a": 12,
        "b": 31,
        "c": 1.5,
        "d": "yes",
        "e": True,
        "f": None,
        "g": "2026-05-03T09:00:00Z",
        "h": "8",
        "1": "one",
    }


def test_anchors_and_merges_are_read():
    text = "base: &b {x: 1, y: 2}\njob:\n  <<: *b\n  y: 3\nagain: *b\n"

    assert parse_yaml(text).plain == {
        "base": {"x": 1, "y": 2},
        "job": {"x": 1, "y": 3},
        "again": {"x": 1, "y": 2},
    }


@pytest.mark.parametrize("text", ["", "\n# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_document_has_no_value(text: str):
    assert parse_yaml(text).plain is None


@pytest.mark.parametrize(
    ("data", "line", "column", "reason"),
    [
        (b"a: [1, 2\nb: 3", 2, 2, "expected ',' or ']'"),
        (b"a: 1\n  b: 2", 2, 4, "mapping values are not allowed"),
        (b'a: "x\n', 2, 1, "end of stream"),
        (b"a:\n\t- b", 2, 1, "a tab stands where spaces must be"),
        (b"a: 1\nb: 1\na: 2", 3, 1, "the name a stands here twice"),
        (b"a: {b: 1, b: 2}", 1, 11, "the name b stands here twice"),
        (b"a: \x01", 1, 4, "character here is not allowed"),
        (b"x: *nowhere", 1, 4, "undefined alias"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "another document"),
        (b"a: @x", 1, 4, "cannot start any token"),
        (b"? [1]\n: 2", 1, 3, "a name must be text"),
        (b"a: !!int x", 1, 4, "x is not a number"),
        (b"a: &x\n  b: *x", 1, 4, "contains itself"),
        (b"%YAML 1.7\n---\na: 1", 1, 1, "version"),
        (b"a:\n  b: caf\xe9", 2, 9, "not text in UTF-8"),
        (b"[" * 10_000, 1, 1, "nested too deeply"),
    ],
)
def test_what_is_not_yaml_gets_line_column_and_reason(
    data: bytes, line: int, column: int, reason: str
):
    with pytest.raises(UserInputProblem) as caught:
        read_yaml(data, Path("project.yaml"))

    problem = caught.value
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    assert reason in problem.what
    assert "never writes over" in problem.means


def test_a_few_lines_that_make_billions_of_values_are_refused():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    with pytest.raises(UserInputProblem, match="more values than a project can"):
        parse_yaml("\n".join(lines))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!thing"])
def test_a_tag_does_nothing(tag: str):
    assert parse_yaml(f"a: {tag} echo").plain == {"a": "echo"}


def test_every_value_has_a_place_and_a_missing_one_the_nearest():
    document = parse_yaml("jobs:\n  a:\n    adaptor: http\nlist:\n  - x\n  - {y: 1}\n")

    assert str(document.place(("jobs", "a", "adaptor"))) == "line 3, column 5"
    assert str(document.place(("jobs", "a", "nothing"))) == "line 2, column 3"
    assert str(document.place(("list", 1))) == "line 6, column 5"
    assert str(document.place(("list", 1, "y"))) == "line 6, column 6"
    assert str(document.place(("list", 9))) == "line 4, column 1"
    assert str(parse_yaml("").place(("a",))) == "line 1, column 1"
