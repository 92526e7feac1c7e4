import json
import stat
from pathlib import Path

import pytest

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from openfn_studio.paths import resources
from openfn_studio.workspace.creation import create_from, create_project
from openfn_studio.workspace.folder import ProjectFolder


def test_a_new_project_opens_without_notices_and_starts_in_test_mode(tmp_path: Path, clock: Clock):
    create_project(tmp_path / "new/clinic", "Our clinic")

    folder = ProjectFolder(tmp_path / "new/clinic", clock)
    assert folder.notices == ()
    assert (folder.project.name, folder.project.test_mode) == ("Our clinic", True)
    assert not folder.project.jobs[0].settings.autoprocess
    assert "fn(" in folder.read_expression(folder.project.jobs[0])
    assert json.loads((folder.folder / "samples/message.json").read_text())["data"]["form"]
    assert "*state.json" in (folder.folder / ".gitignore").read_text()
    assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o755


def test_the_shipped_sample_is_copied_whole(tmp_path: Path, clock: Clock):
    sample = resources() / "samples" / "clinic"

    create_from(sample, tmp_path / "my clinic")

    folder = ProjectFolder(tmp_path / "my clinic", clock)
    assert folder.notices == ()
    copied = {path.relative_to(folder.folder) for path in folder.folder.rglob("*")}
    assert {path.relative_to(sample) for path in sample.rglob("*")} <= copied
    for job in folder.project.jobs:
        assert folder.read_expression(job)


def test_a_copy_may_get_a_name_of_its_own_and_keeps_the_rest(tmp_path: Path, clock: Clock):
    create_project(tmp_path / "a", "A")
    (tmp_path / "b").mkdir()

    create_from(tmp_path / "a", tmp_path / "b", "B")

    folder = ProjectFolder(tmp_path / "b", clock)
    assert folder.project.name == "B"
    assert json.loads((tmp_path / "b/studio.json").read_text())["test_mode"] is True


def test_an_empty_folder_that_is_there_stays_the_same_folder(tmp_path: Path, clock: Clock):
    before = tmp_path.stat().st_ino

    create_project(tmp_path, "Here")

    assert tmp_path.stat().st_ino == before
    assert ProjectFolder(tmp_path, clock).project.name == "Here"
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".~")]


def test_a_folder_that_is_used_is_left_alone(tmp_path: Path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used/file").write_text("x")

    with pytest.raises(UserInputProblem, match="exists already and is not empty"):
        create_project(tmp_path / "used", "X")
    with pytest.raises(UserInputProblem, match="exists already"):
        create_project(tmp_path / "used/file", "X")

    assert [path.name for path in (tmp_path / "used").iterdir()] == ["file"]


def test_what_cannot_be_made_whole_leaves_nothing_behind(tmp_path: Path):
    with pytest.raises(EnvironmentProblem, match="cannot be made"):
        create_from(tmp_path / "no such sample", tmp_path / "new")

    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblem, match="cannot be made"):
        create_project(tmp_path / "file/below", "X")

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
