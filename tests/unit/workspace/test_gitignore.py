from pathlib import Path

import pytest

from openfn_studio.workspace.gitignore import ENTRIES, ensure_ignored, with_entries


@pytest.mark.parametrize("text", ["", "node_modules/\n", "# mine\r\n*.log\r\n", "no newline"])
def test_entries_are_added_and_the_users_lines_stay(text: str):
    changed = with_entries(text)

    assert changed.startswith(text)
    assert set(ENTRIES) <= set(changed.split())
    assert with_entries(changed) == changed
    assert ("\r\n" in changed) == ("\r\n" in text)


def test_what_the_user_decided_is_not_added_again():
    changed = with_entries("tmp\n!*state.json\n# output.json\n")

    assert changed.count("tmp") == 1
    assert changed.count("*state.json") == 1
    assert changed.count("output.json") == 1
    assert "credentials.yaml" in changed


def test_samples_named_like_states_are_not_ignored_by_git(tmp_path: Path):
    lines = with_entries("").splitlines()

    assert lines.index("!samples/*.json") > lines.index("*state.json")


def test_bytes_of_any_encoding_survive(tmp_path: Path):
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9/\n")

    ensure_ignored(tmp_path)

    content = (tmp_path / ".gitignore").read_bytes()
    assert content.startswith(b"caf\xe9/\n")
    assert b"credentials.yaml" in content
