from pathlib import Path, PurePosixPath

import pytest

from openfn_studio.clock import Clock
from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.foreign import V2ProjectProblem
from openfn_studio.workspace.importing import create_around, import_project, jobs_in

EXPORT = """\
# exported from the platform
jobs:
  Register child:
    expression: |
      fn(state => {
        return state;
      });
    adaptor: '@openfn/language-http'   # why this one
    trigger: every-form
  tell:
    expression: "alterState(s => s);\\r\\n"
    adaptor: '@openfn/language-common'
  linked:
    expression: https://example.org/job.js
  empty:
    expression:
triggers:
  every-form:
    criteria: '{"form":"a"}'
credentials: {}
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "from" / "project.yaml"
    file.parent.mkdir()
    file.write_text(EXPORT, newline="")
    return file


def test_an_import_makes_a_file_of_every_inline_job_and_keeps_the_rest(
    export: Path, tmp_path: Path, clock: Clock
):
    import_project(export, tmp_path / "to")

    folder = ProjectFolder(tmp_path / "to", clock)
    texts = {job.name: folder.job_file(job) for job in folder.project.jobs}
    assert texts == {
        "Register child": tmp_path / "to/jobs/Register-child.js",
        "tell": tmp_path / "to/jobs/tell.js",
        "linked": None,
        "empty": None,
    }
    assert (tmp_path / "to/jobs/tell.js").read_bytes() == b"alterState(s => s);\r\n"
    written = (tmp_path / "to/project.yaml").read_text()
    assert written.startswith("# exported from the platform\n")
    assert "    adaptor: '@openfn/language-http'   # why this one\n" in written
    assert folder.project.test_mode


def test_files_an_import_refers_to_are_copied(export: Path, tmp_path: Path, clock: Clock):
    (export.parent / "src").mkdir()
    (export.parent / "src" / "a.js").write_bytes(b"fn(s => s)\r\n")
    export.write_text("jobs:\n  a: {expression: 'file://src/a.js'}\n  b: {expression: fn()}\n")

    import_project(export, tmp_path / "to")

    folder = ProjectFolder(tmp_path / "to", clock)
    assert [folder.read_expression(job) for job in folder.project.jobs] == [
        "fn(s => s)\r\n",
        "fn()",
    ]
    assert (tmp_path / "to/src/a.js").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("jobs: {}", "no jobs"),
        ("- a", "A project file holds"),
        ("jobs:\n\t- x", "not YAML"),
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_made(
    export: Path, tmp_path: Path, text: str, says: str
):
    export.write_text(text)

    with pytest.raises(UserInputProblem, match=says):
        import_project(export, tmp_path / "to")

    assert not (tmp_path / "to").exists()


def test_a_project_of_v2_is_named(export: Path, tmp_path: Path):
    export.write_text("workflows:\n  a: {}\n")

    with pytest.raises(V2ProjectProblem, match="OpenFn v2"):
        import_project(export, tmp_path / "to")


def test_a_folder_of_jobs_becomes_a_project_and_its_files_stay(tmp_path: Path, clock: Clock):
    (tmp_path / "jobs").mkdir()
    for name in ("b.js", "jobs/a.js", "jobs/b.js"):
        (tmp_path / name).write_text(f"// {name}\n")
    assert jobs_in(tmp_path) == (
        PurePosixPath("b.js"),
        PurePosixPath("jobs/a.js"),
        PurePosixPath("jobs/b.js"),
    )

    create_around(tmp_path)

    folder = ProjectFolder(tmp_path, clock)
    assert {job.name: folder.read_expression(job) for job in folder.project.jobs} == {
        "b": "// b.js\n",
        "a": "// jobs/a.js\n",
        "b-2": "// jobs/b.js\n",
    }
    assert folder.project.test_mode


def test_a_project_is_not_made_a_project_again(tmp_path: Path):
    (tmp_path / "project.yaml").write_text("jobs: {}\n")
    (tmp_path / "a.js").write_text("fn()")

    with pytest.raises(UserInputProblem, match="already"):
        create_around(tmp_path)
