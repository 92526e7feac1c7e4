from pathlib import Path
from typing import Any

import pytest

from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from openfn_studio.workspace.stubs import parse_stubs, read_stubs

YAML = b"""\
# answers
- method: GET
  url: '*/visits'
  body: {when: 2026-05-03, n: 1}

- url: '*'
  status: 404
"""


def read(data: bytes, name: str = "stubs.yaml") -> list[tuple[Any, int | None]]:
    return [(dict(entry.fields), entry.place.line) for entry in parse_stubs(data, Path(name))]


def test_rules_are_read_with_their_lines():
    assert read(YAML) == [
        ({"method": "GET", "url": "*/visits", "body": {"when": "2026-05-03", "n": 1}}, 2),
        ({"url": "*", "status": 404}, 6),
    ]


def test_rules_may_stand_under_a_name_and_in_json():
    assert read(b"rules:\n- {url: x}\n") == [({"url": "x"}, 2)]
    assert read(b'[{"url": "x"}]') == [({"url": "x"}, 1)]
    assert read(b'\t[{"url": "x"}]', "stubs.json") == [({"url": "x"}, None)]
    assert read(b"") == []


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"url: x", "a.yaml", "Stub rules are a list"),
        (b"- a\n", "a.yaml", "a.yaml:1:3"),
        (b"- {url: x}\n- [1]\n", "a.yaml", "a.yaml:2:3"),
        (b"- {", "a.yaml", "not YAML"),
        (b"[{,}]", "a.json", "not JSON"),
    ],
)
def test_what_is_no_list_of_rules_is_refused_with_its_place(data: bytes, name: str, says: str):
    with pytest.raises(UserInputProblem) as caught:
        parse_stubs(data, Path(name))

    assert says in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(UserInputProblem, match="no file of stub rules"):
        read_stubs(tmp_path / "none.yaml")
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        read_stubs(tmp_path)
    (tmp_path / "s.yaml").write_bytes(YAML)
    assert len(read_stubs(tmp_path / "s.yaml")) == 2
