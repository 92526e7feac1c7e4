from pathlib import Path

import pytest

from openfn_studio.clock import Clock
from openfn_studio.domain.run import Dialect
from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.job_context import job_context

PROJECT = """\
jobs:
  a: {expression: file://jobs/a.js, adaptor: http@3.1.12, credential: c}
  b: {expression: file://./jobs/b.js}
credentials: {c: {password: '******'}}
"""
STUDIO = """\
{"dialect": "v2", "test_mode": false, "jobs": {"a":
 {"dialect": "v1", "adaptors": ["common"], "test_mode": true, "no_console": true}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "project.yaml").write_text(PROJECT)
    (tmp_path / "studio.json").write_text(STUDIO)
    return tmp_path


def test_a_listed_job_is_found_with_all_that_is_said_about_it(folder: Path, clock: Clock):
    context = job_context(folder / "jobs/a.js", clock)

    assert context.job is not None
    assert (context.job.name, context.folder) == ("a", folder)
    assert context.adaptors == ("http@3.1.12", "common")
    assert (context.dialect, context.credential) == (Dialect.V1, "c")
    assert (context.test_mode, context.no_console) == (True, True)


def test_the_projects_choices_hold_where_the_job_says_nothing(folder: Path, clock: Clock):
    context = job_context(folder / "jobs/../jobs/b.js", clock)

    assert context.job is not None
    assert (context.dialect, context.test_mode, context.adaptors) == (Dialect.V2, False, ())


def test_a_file_the_project_does_not_list_has_the_projects_dialect(folder: Path, clock: Clock):
    context = job_context(folder / "jobs/new.js", clock)

    assert (context.folder, context.job, context.dialect) == (folder, None, Dialect.V2)


def test_a_loose_file_has_v1_and_is_not_in_test_mode(tmp_path: Path, clock: Clock):
    context = job_context(tmp_path / "a.js", clock)

    assert (context.folder, context.project, context.dialect) == (None, None, Dialect.V1)
    assert not context.test_mode
    assert not context.no_console


@pytest.mark.parametrize("name", ["openfn.yaml", "project.yaml"])
def test_a_job_in_a_folder_of_v2_is_of_v2(tmp_path: Path, clock: Clock, name: str):
    (tmp_path / name).write_text("workflows: {}\n")
    (tmp_path / "workflows").mkdir()

    assert job_context(tmp_path / "workflows/a.js", clock).dialect is Dialect.V2


def test_a_malformed_project_around_the_job_is_told(folder: Path, clock: Clock):
    (folder / "project.yaml").write_text("jobs: [")

    with pytest.raises(UserInputProblem, match="not YAML"):
        job_context(folder / "jobs/a.js", clock)


def test_a_relative_path_is_looked_up_from_here(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(folder / "jobs")

    context = job_context(Path("a.js"), clock)

    assert context.job is not None
    assert context.file == Path("a.js")
