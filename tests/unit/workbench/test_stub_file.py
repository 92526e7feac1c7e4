"""A rule is added to a file people write by hand: nothing else in it may change."""

import os
from pathlib import Path

import pytest

from openfn_studio.errors import StudioError
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.intercept.stubs import rules_from_data
from openfn_studio.paths import resources
from openfn_studio.workbench.running.stub_file import RuleAdded, _check, add_rule
from openfn_studio.workspace.yamltext import parse_yaml, read_yaml

URL = "https://clinic.example/children?a=1"
NEW = Rule("GET", "https://clinic.example/children", answer=Answer(201, {}, {"id": 1}))
WRITTEN = (
    "- method: GET\n  url: 'https://clinic.example/children'\n  status: 201\n  body:\n    id: 1\n"
)


def added(folder: Path, text: str | bytes, method: str = "GET") -> tuple[RuleAdded, bytes]:
    file = folder / "stubs.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return add_rule(folder, NEW, method, URL), file.read_bytes()


def rules_in(data: bytes) -> tuple[Rule, ...]:
    return rules_from_data(read_yaml(data).plain)


def test_a_project_without_rules_gets_a_file(tmp_path: Path):
    told = add_rule(tmp_path, NEW, "GET", URL)

    written = (tmp_path / "stubs.yaml").read_text()
    assert written.startswith("# Answers for test mode")
    assert written.endswith(f"\n{WRITTEN}")
    assert told == RuleAdded(tmp_path / "stubs.yaml", 1, 2, 1)


def test_the_rule_goes_to_the_end_and_the_rest_stays(tmp_path: Path, sample_stubs: str):
    file = sample_stubs.replace("*/children", "*/other")

    told, written = added(tmp_path, file)

    assert written.decode() == file + WRITTEN
    assert told.number == told.count == 6
    assert file.count("\n") + 1 == told.line


@pytest.mark.parametrize(
    "file",
    [
        "# only a comment",
        "---\n# a comment\n- url: /a\n  body: |\n    text\n\n\n",
        "  - url: /a # indented\n  - { url: /b }",
        "- url: /a\n  body: >-\n    folded\n    text",
        "- url: /a\n# behind\n",
        "\n\n",
        "",
    ],
)
def test_files_of_every_style_keep_their_text(tmp_path: Path, file: str):
    _, written = added(tmp_path, file)

    assert written.decode().startswith(file)
    assert rules_in(written)[-1] == NEW


def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path):
    file = b"\xef\xbb\xbf- url: /a\r\n  status: 404\r\n"

    _, written = added(tmp_path, file)

    assert written == file + WRITTEN.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("file", "expected"),
    [("[]", "[{0}]"), ("[{ url: /a }]", "[{ url: /a }, {0}]"), ("[ ] # x", "[{0} ] # x")],
)
def test_a_list_in_brackets_stays_one(tmp_path: Path, file: str, expected: str):
    rule = "{ method: GET, url: 'https://clinic.example/children', status: 201, body: { id: 1 } }"

    _, written = added(tmp_path, file)

    assert written.decode() == expected.replace("{0}", rule)


def test_an_older_rule_that_would_answer_first_is_put_behind(tmp_path: Path):
    before = "# the file\n- url: /other\n\n"
    after = "# everything else\n- # dash alone\n  url: '*'\n"

    told, written = added(tmp_path, before + after)

    assert written.decode() == before + WRITTEN + after
    assert (told.number, told.line, told.count) == (2, 4, 3)


def test_the_heading_comment_of_a_file_stays_its_heading(tmp_path: Path):
    _, written = added(tmp_path, "# heading\n- url: '*'\n")

    assert written.decode() == f"# heading\n{WRITTEN}- url: '*'\n"


def test_before_a_rule_in_brackets(tmp_path: Path):
    _, written = added(tmp_path, "[{ url: '*' }]")

    assert [rule.url for rule in rules_in(written)] == [NEW.url, "*"]


@pytest.mark.parametrize(
    "file", ["- url: [", "url: /a\n", "- urll: /a\n", "- url: /a\n...\n", "~\n", b"\xff\xfe"]
)
def test_a_file_that_cannot_be_used_is_never_touched(tmp_path: Path, file: str | bytes):
    data = file.encode() if isinstance(file, str) else file

    with pytest.raises(StudioError):
        added(tmp_path, file)

    assert (tmp_path / "stubs.yaml").read_bytes() == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["stubs.yaml"]


def test_a_text_that_does_not_say_what_was_wanted_is_never_saved():
    with pytest.raises(StudioError, match="cannot add a rule to safely"):
        _check(parse_yaml("[]"), "- url: /a\n", (NEW,))
    with pytest.raises(StudioError, match="cannot add a rule to safely"):
        _check(parse_yaml("[]"), "- url: [\n", (NEW,))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_stays(tmp_path: Path):
    file = tmp_path / "stubs.yaml"
    file.write_text("- url: /a\n")
    file.chmod(0o444)

    with pytest.raises(StudioError, match="cannot be saved"):
        add_rule(tmp_path, NEW, "GET", URL)

    assert file.read_text() == "- url: /a\n"


def test_a_folder_in_its_place_is_told(tmp_path: Path):
    (tmp_path / "stubs.yaml").mkdir()

    with pytest.raises(StudioError, match="cannot be read"):
        add_rule(tmp_path, NEW, "GET", URL)


@pytest.fixture
def sample_stubs() -> str:
    return (resources() / "samples" / "clinic" / "stubs.yaml").read_text()
