import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from openfn_studio.clock import Clock
from openfn_studio.domain.job import ExpressionFile, InlineExpression, Job
from openfn_studio.domain.run import Dialect
from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from openfn_studio.workspace.creation import create_project
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.history import LocalHistory

STRANGE_TEXTS = {
    "windows lines": "fn(s => s);\r\nfn(s => s);\r\n",
    "mixed lines": "a();\r\nb();\rc();\n",
    "no-break space": "fn(\u00a0s => s)",
    "no final newline": "fn(s => s)",
    "byte order mark": "\ufefffn(s => s)\n",
    "empty": "",
    "other scripts": "// ስም ឈ្មោះ 👩🏽\u200d⚕️\n",
}


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> ProjectFolder:
    create_project(tmp_path / "clinic", "Clinic")
    return ProjectFolder(
        tmp_path / "clinic", clock, LocalHistory(tmp_path / "history", tmp_path / "clinic")
    )


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS.keys())
def test_a_job_is_saved_and_read_byte_for_byte(folder: ProjectFolder, text: str):
    folder.save_expression("first-job", text)

    job = folder.project.jobs[0]
    assert folder.read_expression(job) == text
    assert (folder.folder / "jobs/first-job.js").read_bytes() == text.encode()


def test_an_inline_job_is_saved_inside_project_yaml(tmp_path: Path, clock: Clock):
    (tmp_path / "project.yaml").write_text(
        "jobs:\n  a:\n    expression: fn(s => s)\n    adaptor: x # why\n"
    )
    folder = ProjectFolder(tmp_path, clock)

    folder.save_expression("a", "one();\ntwo();\n")

    assert folder.read_expression(folder.project.jobs[0]) == "one();\ntwo();\n"
    assert (tmp_path / "project.yaml").read_text() == (
        "jobs:\n  a:\n    expression: |\n      one();\n      two();\n    adaptor: x # why\n"
    )


def test_every_save_leaves_what_was_there_and_what_is_there_in_the_history(
    folder: ProjectFolder, tmp_path: Path
):
    file = PurePosixPath("jobs/first-job.js")
    (folder.folder / file).write_bytes(b"by another program")

    folder.save_expression("first-job", "by Studio")
    folder.save_expression("first-job", "by Studio again")

    history = LocalHistory(tmp_path / "history", folder.folder)
    versions = [history.read(version) for version in history.versions(file)]
    assert versions == [b"by Studio again", b"by Studio", b"by another program"]


def test_without_a_history_the_save_succeeds_and_the_reason_is_told(tmp_path: Path, clock: Clock):
    create_project(tmp_path / "p", "P")
    (tmp_path / "history").write_text("a file where a folder should be")
    folder = ProjectFolder(tmp_path / "p", clock, LocalHistory(tmp_path / "history", tmp_path))

    saved = folder.save_expression("first-job", "new")

    assert (tmp_path / "p/jobs/first-job.js").read_text() == "new"
    assert isinstance(saved.history_problem, EnvironmentProblem)


def test_jobs_are_added_under_file_names_every_system_takes(folder: ProjectFolder, clock: Clock):
    for name in ["ስም ያለው", "CON", "a/b: c", "First-Job"]:
        folder.add_job(Job(name, InlineExpression(""), "http", "every-registration"), f"// {name}")

    files = sorted(path.name for path in (folder.folder / "jobs").iterdir())
    assert files == ["CON_.js", "First-Job-2.js", "a-b-c.js", "first-job.js", "ስም-ያለው.js"]
    reopened = ProjectFolder(folder.folder, clock).project
    for job in reopened.jobs[1:]:
        assert folder.read_expression(job) == f"// {job.name}"
        assert (job.adaptor, job.trigger) == ("http", "every-registration")


def test_a_second_job_of_a_name_is_refused(folder: ProjectFolder):
    with pytest.raises(UserInputProblem, match="already"):
        folder.add_job(Job("first-job", InlineExpression("")), "")


def test_both_files_make_the_project(folder: ProjectFolder, clock: Clock):
    folder.set_studio(("jobs", "first-job", "dialect"), "v2")
    folder.set_studio(("triggers", "every-registration", "exclusion"), '{"test":true}')
    folder.set_field("jobs", "first-job", "adaptor", "http@4.0.0")

    project = ProjectFolder(folder.folder, clock).project

    job = project.jobs[0]
    assert project.name == "Clinic"
    assert project.dialect_of(job) is Dialect.V2
    assert job.adaptors == ("http@4.0.0",)
    assert job.expression == ExpressionFile(PurePosixPath("jobs/first-job.js"))
    assert getattr(project.trigger("every-registration"), "exclusion", None) == '{"test":true}'


def test_a_value_that_could_not_be_opened_again_is_not_written(folder: ProjectFolder):
    before = (folder.folder / "studio.json").read_bytes()

    with pytest.raises(UserInputProblem, match="true or false"):
        folder.set_studio(("jobs", "first-job", "autoprocess"), "yes")

    assert (folder.folder / "studio.json").read_bytes() == before


@pytest.mark.parametrize("name", ["project.yaml", "studio.json"])
def test_a_file_that_was_changed_outside_is_not_written_over(folder: ProjectFolder, name: str):
    file = folder.folder / name
    file.write_bytes(file.read_bytes() + b"\n")
    before = file.read_bytes()

    changes: dict[str, Callable[[], object]] = {
        "project.yaml": lambda: folder.add_job(Job("new", InlineExpression("")), "text"),
        "studio.json": lambda: folder.set_studio(("dialect",), "v2"),
    }
    with pytest.raises(UserInputProblem, match="changed by another program"):
        changes[name]()

    assert file.read_bytes() == before
    assert not (folder.folder / "jobs/new.js").exists()
    folder.reload()
    folder.set_entry("triggers", "nightly", {"cron": "0 1 * * *"})
    assert len(folder.project.triggers) == 2


def test_a_malformed_file_is_told_with_its_place_and_left_alone(tmp_path: Path, clock: Clock):
    broken = b"jobs:\n\ta: 1\n"
    (tmp_path / "project.yaml").write_bytes(broken)

    with pytest.raises(UserInputProblem, match=r"project\.yaml:2:1"):
        ProjectFolder(tmp_path, clock)

    assert (tmp_path / "project.yaml").read_bytes() == broken


def test_a_byte_order_mark_of_project_yaml_stays(tmp_path: Path, clock: Clock):
    (tmp_path / "project.yaml").write_bytes(b"\xef\xbb\xbfjobs:\n")

    ProjectFolder(tmp_path, clock).set_entry("triggers", "t", {"cron": "0 1 * * *"})

    content = (tmp_path / "project.yaml").read_bytes()
    assert content == b"\xef\xbb\xbfjobs:\ntriggers:\n  t:\n    cron: 0 1 * * *\n"


def test_an_entry_is_removed_and_its_file_stays(folder: ProjectFolder):
    folder.remove_entry("jobs", "first-job")

    assert folder.project.jobs == ()
    assert (folder.folder / "jobs/first-job.js").exists()


def test_a_link_out_of_the_folder_is_not_followed(folder: ProjectFolder, tmp_path: Path):
    outside = tmp_path / "outside.js"
    outside.write_text("secret")
    file = folder.folder / "jobs/first-job.js"
    file.unlink()
    os.symlink(outside, file)

    with pytest.raises(UserInputProblem, match="out of the project folder"):
        folder.read_expression(folder.project.jobs[0])
    with pytest.raises(UserInputProblem, match="out of the project folder"):
        folder.save_expression("first-job", "x")
    assert outside.read_text() == "secret"


def test_a_job_behind_a_link_is_neither_read_nor_saved(tmp_path: Path, clock: Clock):
    (tmp_path / "project.yaml").write_text("jobs:\n  a: {expression: 'https://example.org/a.js'}\n")
    folder = ProjectFolder(tmp_path, clock)

    with pytest.raises(UserInputProblem, match="not in this folder but at"):
        folder.read_expression(folder.project.jobs[0])
    with pytest.raises(UserInputProblem, match="not in this folder but at"):
        folder.save_expression("a", "x")


def test_half_a_character_is_not_saved(folder: ProjectFolder):
    before = (folder.folder / "jobs/first-job.js").read_bytes()

    with pytest.raises(UserInputProblem, match=r"line 2, column 3: .*half of a character"):
        folder.save_expression("first-job", "a\nb \ud83d")

    assert (folder.folder / "jobs/first-job.js").read_bytes() == before


def test_a_job_that_is_not_there_cannot_be_saved(folder: ProjectFolder):
    with pytest.raises(UserInputProblem, match="no job named x"):
        folder.save_expression("x", "")


RENAMED = """\
# all of it
jobs:
  # the first
  fetch:
    expression: file://jobs/fetch.js
  other: {expression: 'file://jobs/shared.js'}
triggers:
  after: {success: fetch}
  failed:
    failure: fetch   # why
"""


@pytest.fixture
def watched(tmp_path: Path, clock: Clock) -> ProjectFolder:
    folder = tmp_path / "watched"
    (folder / "jobs").mkdir(parents=True)
    (folder / "project.yaml").write_text(RENAMED)
    (folder / "jobs/fetch.js").write_bytes(b"fn(s => s)\r\n")
    (folder / "jobs/shared.js").write_bytes(b"fn(s => s)")
    (folder / "studio.json").write_text(
        '{"jobs": {"fetch": {"autoprocess": true}}, '
        '"remotes": {"a": {"url": "u", "ids": {"jobs/fetch": "7"}}}}'
    )
    return ProjectFolder(folder, clock, LocalHistory(tmp_path / "history", folder))


def test_a_job_is_renamed_wherever_it_is_named(watched: ProjectFolder, tmp_path: Path):
    watched.save_expression("fetch", "fn(s => s);\r\n")

    watched.rename_job("fetch", "fetch visits")

    job = watched.project.jobs[0]
    assert job.name == "fetch visits"
    assert job.settings.autoprocess
    assert {trigger.job for trigger in watched.project.triggers} == {"fetch visits"}
    assert watched.project.remotes[0].ids == {"jobs/fetch visits": "7"}
    assert watched.read_expression(job) == "fn(s => s);\r\n"
    assert not (watched.folder / "jobs/fetch.js").exists()
    assert (watched.folder / "project.yaml").read_text() == RENAMED.replace(
        "  fetch:\n", "  fetch visits:\n"
    ).replace("jobs/fetch.js", "jobs/fetch-visits.js").replace(
        "{success: fetch}", "{success: fetch visits}"
    ).replace("failure: fetch ", "failure: fetch visits ")
    history = LocalHistory(tmp_path / "history", watched.folder)
    assert len(history.versions(PurePosixPath("jobs/fetch-visits.js"))) == 2


def test_a_file_that_is_not_named_after_its_job_stays(watched: ProjectFolder):
    watched.rename_job("other", "mine")

    assert watched.job_file(watched.project.jobs[1]) == watched.folder / "jobs/shared.js"


@pytest.mark.parametrize(("name", "says"), [("other", "already"), (" ", "needs a name")])
def test_a_job_is_not_renamed_to_no_name_or_a_taken_one(
    watched: ProjectFolder, name: str, says: str
):
    with pytest.raises(UserInputProblem, match=says):
        watched.rename_job("fetch", name)

    assert (watched.folder / "project.yaml").read_text() == RENAMED


def test_only_a_change_by_another_program_is_read_again(watched: ProjectFolder):
    assert not watched.reload_if_changed()

    (watched.folder / "project.yaml").write_text(RENAMED.replace("after:", "then:"))

    assert watched.reload_if_changed()
    assert watched.project.triggers[0].name == "then"
