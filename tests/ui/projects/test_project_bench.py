from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.clock import SystemClock
from openfn_studio.domain.job import Job
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.folder_claim import FolderClaim
from openfn_studio.workbench.projects.openings import SAMPLE_FOLDER
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.projects.project_facts import FolderOffer, JobDraft, JobRenamed
from tests.ui.editing.conftest import ordinary_user  # noqa: F401 - a fixture


def refusal(qtbot: QtBot, bench: ProjectBench, ask: Callable[[], None]) -> StudioError:
    with qtbot.waitSignal(bench.failed) as waiting:
        ask()
    return waiting.args[0]


def job_of(bench: ProjectBench, name: str) -> Job:
    job = bench.job(name)
    assert job
    return job


def trigger_of(bench: ProjectBench, name: str) -> Trigger | None:
    assert bench.fact
    return bench.fact.project.trigger(name)


# ------------------------------------------------------------------ opening


def test_a_project_is_opened_with_its_jobs(project: ProjectBench, sample_folder: Path):
    assert project.fact
    assert project.fact.folder == sample_folder
    assert project.fact.project.job("register-child")
    assert not project.fact.is_read_only
    assert project.dialect_of("monthly-summary") is Dialect.V2
    assert project.adaptors_of("send-visits") == ("openfn-studio-standin",)


def test_its_project_yaml_opens_a_project(qtbot: QtBot, bench: ProjectBench, sample_folder: Path):
    with qtbot.waitSignal(bench.opened):
        bench.open(sample_folder / "project.yaml")

    assert bench.fact
    assert bench.fact.folder == sample_folder


def test_a_folder_of_jobs_is_offered_and_made_a_project(
    qtbot: QtBot, bench: ProjectBench, tmp_path: Path
):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.js").write_text("fn(s => s)")
    with qtbot.waitSignal(bench.offered) as waiting:
        bench.open(folder)
    offer: FolderOffer = waiting.args[0]
    assert offer == FolderOffer(folder, (Path("a.js"),))
    assert [file.name for file in folder.iterdir()] == ["a.js"]

    with qtbot.waitSignal(bench.opened):
        bench.make_project(offer)

    assert job_of(bench, "a")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"openfn.yaml": "project: {}", "workflows/a.yaml": "x"}, "a project of OpenFn v2"),
        ({"project.yaml": "workflows:\n  a: {}\n"}, "a project of OpenFn v2"),
        ({"project.yaml": "jobs: ["}, "is not YAML"),
        ({"project.yaml": "jobs: {}", "studio.json": "{"}, "studio.json"),
        ({"readme.txt": "x"}, "There is no project.yaml"),
    ],
    ids=["v2", "v2 in one file", "broken", "broken settings", "something else"],
)
def test_what_is_no_project_is_refused_in_words(
    qtbot: QtBot, bench: ProjectBench, tmp_path: Path, files: dict[str, str], says: str
):
    folder = tmp_path / "mine"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    assert says in str(refusal(qtbot, bench, lambda: bench.open(folder)))
    assert bench.fact is None


def test_a_folder_that_was_moved_is_refused_in_words(
    qtbot: QtBot, bench: ProjectBench, tmp_path: Path
):
    assert "no folder gone" in str(refusal(qtbot, bench, lambda: bench.open(tmp_path / "gone")))


def test_the_sample_is_copied_once_and_then_opened_again(
    qtbot: QtBot, bench: ProjectBench, tmp_path: Path
):
    with qtbot.waitSignal(bench.opened):
        bench.try_sample()
    folder = tmp_path / "documents" / SAMPLE_FOLDER
    (folder / "jobs/send-visits.js").write_text("mine")

    with qtbot.waitSignal(bench.opened):
        bench.try_sample()

    assert bench.fact
    assert bench.fact.folder == folder
    assert bench.fact.project.test_mode
    assert (folder / "jobs/send-visits.js").read_text() == "mine"


def test_without_a_documents_folder_the_sample_goes_to_the_data_folder(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, tmp_path: Path
):
    (tmp_path / "documents").write_text("in the way")
    bench = ProjectBench(lanes, data, SystemClock(), tmp_path / "documents")

    with qtbot.waitSignal(bench.opened):
        bench.try_sample()

    assert bench.fact
    assert bench.fact.folder == data.root / SAMPLE_FOLDER


def test_a_new_project_and_an_import_open(qtbot: QtBot, bench: ProjectBench, tmp_path: Path):
    with qtbot.waitSignal(bench.opened):
        bench.new_project(tmp_path / "new", "New one")
    assert bench.fact
    assert bench.fact.project.name == "New one"

    (tmp_path / "export.yaml").write_text("jobs:\n  a: {expression: fn(s => s)}\n")
    with qtbot.waitSignal(bench.opened):
        bench.import_project(tmp_path / "export.yaml", tmp_path / "imported")
    assert (tmp_path / "imported/jobs/a.js").read_text() == "fn(s => s)"


def test_a_project_without_rights_opens_read_only_with_the_reason(
    ordinary_user: Path,  # noqa: F811 - the fixture
    qtbot: QtBot,
    bench: ProjectBench,
    sample_folder: Path,
):
    sample_folder.chmod(0o555)

    with qtbot.waitSignal(bench.opened):
        bench.open(sample_folder)

    assert bench.fact
    assert bench.fact.is_read_only
    assert "may not be written by you" in bench.fact.read_only_reason
    sample_folder.chmod(0o755)


def test_without_a_history_a_project_opens_and_says_so(
    qtbot: QtBot, bench: ProjectBench, sample_folder: Path, data: DataFolder
):
    data.root.write_text("in the way")

    with qtbot.waitSignal(bench.opened):
        bench.open(sample_folder)

    assert bench.fact
    assert bench.fact.history_problem


def test_a_folder_another_window_has_is_not_opened(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, sample_folder: Path, tmp_path: Path
):
    first = FolderClaim(data.root / "windows")
    held = first.take(sample_folder)
    assert held
    first.hold(held)
    bench = ProjectBench(lanes, data, SystemClock(), tmp_path, FolderClaim(data.root / "windows"))

    with qtbot.waitSignals([bench.open_elsewhere, first.raise_requested]):
        bench.open(sample_folder)

    assert bench.fact is None
    first.release()


def test_a_window_opens_its_own_folder_again(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, sample_folder: Path, tmp_path: Path
):
    claim = FolderClaim(data.root / "windows")
    bench = ProjectBench(lanes, data, SystemClock(), tmp_path, claim)

    for _ in range(2):
        with qtbot.waitSignal(bench.opened):
            bench.open(sample_folder)

    claim.release()


# ------------------------------------------------------------------ changing


def test_a_job_is_made_with_a_new_trigger(qtbot: QtBot, project: ProjectBench):
    draft = JobDraft(
        "count visits",
        adaptor="http",
        new_trigger=MessageFilter("visits", '{"a": 8.0}', '{"b": 1}'),
        credential="clinic-register",
        dialect=Dialect.V2,
    )

    with qtbot.waitSignals([project.changed, project.job_made]):
        project.new_job(draft)

    job = job_of(project, "count visits")
    assert (job.adaptor, job.trigger, job.credential) == ("http", "visits", "clinic-register")
    assert job.settings.dialect is Dialect.V2
    assert trigger_of(project, "visits") == MessageFilter("visits", '{"a": 8.0}', '{"b": 1}')
    assert project.fact
    assert (project.fact.folder / "jobs/count-visits.js").read_text().startswith("fn(")


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (JobDraft("send-visits"), "a job named send-visits already"),
        (JobDraft("x", new_trigger=Cron("home-visits", "0 * * * *")), "a trigger named home"),
        (JobDraft("x", new_trigger=Cron("t", "0 * * * *"), text="\ud800"), "half of a character"),
    ],
)
def test_a_job_that_cannot_be_made_leaves_nothing(
    qtbot: QtBot, project: ProjectBench, draft: JobDraft, says: str
):
    assert project.fact
    before = (project.fact.folder / "project.yaml").read_text()

    assert says in str(refusal(qtbot, project, lambda: project.new_job(draft)))
    assert (project.fact.folder / "project.yaml").read_text() == before


def test_a_copy_of_a_job_is_off(qtbot: QtBot, project: ProjectBench):
    with qtbot.waitSignal(project.changed):
        project.set_job("monthly-summary", "autoprocess", True)

    with qtbot.waitSignal(project.job_made) as waiting:
        project.duplicate_job("monthly-summary")

    assert waiting.args == ["monthly-summary-copy"]
    copy = job_of(project, "monthly-summary-copy")
    assert not copy.settings.autoprocess
    assert copy.settings.dialect is Dialect.V2
    assert copy.trigger == "after-fetch"


def test_a_job_is_archived_and_brought_back(qtbot: QtBot, project: ProjectBench):
    with qtbot.waitSignal(project.changed):
        project.archive_job("send-visits")
    assert job_of(project, "send-visits").settings.archived

    with qtbot.waitSignal(project.changed):
        project.restore_job("send-visits")
    assert not job_of(project, "send-visits").settings.archived


def test_a_renamed_job_is_told(qtbot: QtBot, project: ProjectBench):
    told: list[object] = []
    project.job_renamed.connect(told.append)

    with qtbot.waitSignal(project.changed):
        project.rename_job("fetch-new-visits", "fetch visits")

    assert told == [JobRenamed("fetch-new-visits", "fetch visits")]
    assert trigger_of(project, "after-fetch") == Flow("after-fetch", "fetch visits")


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("adaptor", "http@3.1.12", lambda job: job.adaptor),
        ("credential", None, lambda job: job.credential),
        ("trigger", "every-hour", lambda job: job.trigger),
        ("dialect", Dialect.V2, lambda job: job.settings.dialect),
        ("no_console", True, lambda job: job.settings.no_console),
        ("test_mode", False, lambda job: job.settings.test_mode),
        ("adaptors", ("common",), lambda job: job.settings.extra_adaptors),
    ],
)
def test_a_value_of_a_job_is_written_where_it_belongs(
    qtbot: QtBot,
    project: ProjectBench,
    key: str,
    value: object,
    read: Callable[[Job], object],
):
    assert project.fact
    comments = [line for line in (project.fact.folder / "project.yaml").read_text().splitlines()
                if line.lstrip().startswith("#")]  # fmt: skip

    with qtbot.waitSignal(project.changed):
        project.set_job("send-visits", key, value)

    assert read(job_of(project, "send-visits")) == value
    written = (project.fact.folder / "project.yaml").read_text()
    assert all(comment in written for comment in comments)


@pytest.mark.parametrize(
    "trigger",
    [
        MessageFilter("home-visits", '{"x":1}'),
        MessageFilter("home-visits", '{"x":1}', "[1]"),
        Cron("home-visits", "5 4 * * *"),
        Catch("home-visits", "send-visits"),
    ],
)
def test_a_trigger_is_changed_also_in_kind(qtbot: QtBot, project: ProjectBench, trigger: Trigger):
    with qtbot.waitSignal(project.changed):
        project.set_trigger(trigger)

    assert trigger_of(project, "home-visits") == trigger


def test_work_that_was_asked_for_is_done_though_the_project_is_closed(
    qtbot: QtBot, project: ProjectBench, sample_folder: Path
):
    door = project.door
    assert door
    project.set_job("send-visits", "adaptor", "http@9")

    project.close()

    qtbot.waitUntil(lambda: not door.is_busy)
    assert "http@9" in (sample_folder / "project.yaml").read_text()
