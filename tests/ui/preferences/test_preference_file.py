from pathlib import Path

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workbench import preference_file


def test_what_is_missing_is_no_problem_and_is_made(tmp_path: Path):
    path = tmp_path / "config" / "settings.toml"

    assert preference_file.read(path) == preference_file.FileContent()
    preference_file.change(path, {"theme": "dark"})

    assert preference_file.read(path).values == {"theme": "dark"}
    assert path.read_text("utf-8").startswith("# Settings of OpenFn Studio")


@pytest.mark.parametrize("content", [b"theme = dark\n", b"\xff\xfe\x00", b"[editor\nwrap = true\n"])
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, content: bytes):
    path = tmp_path / "settings.toml"
    path.write_bytes(content)

    found = preference_file.read(path)

    (problem,) = found.problems
    assert problem.means == "The default settings are used."
    aside = tmp_path / "settings.toml.damaged-1"
    assert aside.read_bytes() == content
    assert aside.name in problem.remedy
    assert not path.exists()


def test_damaged_files_do_not_overwrite_each_other(tmp_path: Path):
    path = tmp_path / "settings.toml"
    for text in ("one", "two"):
        path.write_text(text)
        preference_file.read(path)

    kept = [tmp_path / f"settings.toml.damaged-{number}" for number in (1, 2)]
    assert [aside.read_text() for aside in kept] == ["one", "two"]


def test_an_impossible_value_is_told_and_stays_in_the_file(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_text("scale = 1000\nsurprise = 1\n[editor]\nwrap = true\n")

    found = preference_file.read(path)

    assert found.values == {"editor.wrap": True}
    assert "scale" in found.problems[0].what
    assert "100" in found.problems[0].means
    assert path.read_text().startswith("scale = 1000")


def test_a_file_broken_meanwhile_is_kept_aside_when_settings_are_saved(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_text("][")

    preference_file.change(path, {"scale": 150})

    assert preference_file.read(path).values == {"scale": 150}
    assert (tmp_path / "settings.toml.damaged-1").read_text() == "]["


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentProblem) as raised:
        preference_file.change(tmp_path / "file" / "settings.toml", {"scale": 150})

    assert raised.value.means == "They hold until the program ends."
