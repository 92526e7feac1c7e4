"""What the list of jobs shows, as values: groups of jobs by what starts them, then files.

Pure but for the words: a function of the project, the open texts and the filter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openfn_studio.domain.job import ExpressionFile, Job
from openfn_studio.domain.trigger import Trigger
from openfn_studio.workbench.projects.folder_files import FileFact
from openfn_studio.workbench.projects.project_facts import ProjectFact
from openfn_studio.workbench.projects.trigger_facts import TriggerKind, kind_of, words_of

ARCHIVED = "archived"
FILES = "files"
NO_TRIGGER = "none"

_ICONS: dict[TriggerKind, str] = {
    "message": "zap",
    "cron": "clock",
    "flow": "workflow",
    "catch": "octagon-alert",
}
_KIND_WORDS: dict[TriggerKind, str] = {
    "message": "Message filter",
    "cron": "Cron",
    "flow": "Flow",
    "catch": "Catch",
}
_FILE_ICONS = {"json": "file-json", "job": "file-code-2"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of a job or file besides its name."""

    is_dirty: bool = False
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A job or a file."""

    key: str
    """Unique in the list: ``job:<name>`` or ``file:<path>``."""
    title: str
    icon: str
    job: str | None = None
    file: Path | None = None
    is_on: bool = False
    """Whether its trigger starts it."""
    is_archived: bool = False
    marks: Marks = Marks()

    @property
    def spoken(self) -> str:
        """The row in words, for screen readers and tooltips."""
        parts = [self.title]
        parts += ["not saved"] if self.marks.is_dirty else []
        parts += [_counted(self.marks.errors, "error")] if self.marks.errors else []
        parts += [_counted(self.marks.warnings, "warning")] if self.marks.warnings else []
        if self.job and not self.is_archived:
            parts.append("on" if self.is_on else "off")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with one heading."""

    key: str
    """``trigger:<name>``, or one of the constants above."""
    title: str
    icon: str
    tip: str
    rows: tuple[Row, ...]
    is_open: bool = True
    """Whether it is unfolded until the user says otherwise."""


def groups_of(
    fact: ProjectFact,
    files: Sequence[FileFact],
    marks: Mapping[str, Marks],
    needle: str = "",
) -> tuple[Group, ...]:
    """Return what the list shows.

    Args:
        fact: The project.
        files: Its other files.
        marks: By row key.
        needle: Only what has this in its name, in any case; what matches is unfolded.
    """
    wanted = needle.strip().casefold()
    known = {trigger.name for trigger in fact.project.triggers}
    jobs: dict[str, list[Job]] = {}
    for job in fact.project.jobs:
        if wanted in job.name.casefold():
            jobs.setdefault(_group_of(job, known), []).append(job)
    groups = [
        _trigger_group(trigger, jobs.get(f"trigger:{trigger.name}", []), marks)
        for trigger in fact.project.triggers
    ]
    groups += _rest(jobs.get(NO_TRIGGER, []), jobs.get(ARCHIVED, []), marks, is_open=bool(wanted))
    rows = [_file_row(each, marks) for each in files if wanted in each.file.name.casefold()]
    groups.append(
        Group(FILES, "Files", "folder", "Samples, stub rules and settings.", tuple(rows),
              bool(wanted))
    )  # fmt: skip
    return tuple(group for group in groups if group.rows or (not wanted and group.key != FILES))


def _group_of(job: Job, triggers: Collection[str]) -> str:
    if job.settings.archived:
        return ARCHIVED
    return f"trigger:{job.trigger}" if job.trigger in triggers else NO_TRIGGER


def title_of(job: Job) -> str:
    """Return what a job is called in lists: its file when that has its name, else its name."""
    if isinstance(job.expression, ExpressionFile):
        file = job.expression.path.name
        if file.rpartition(".")[0] == job.name:
            return file
    return job.name


def _trigger_group(trigger: Trigger, jobs: Collection[Job], marks: Mapping[str, Marks]) -> Group:
    kind = kind_of(trigger)
    tip = f"{_KIND_WORDS[kind]} {trigger.name}\n{words_of(trigger)}"
    rows = tuple(_job_row(job, marks) for job in jobs)
    return Group(f"trigger:{trigger.name}", trigger.name, _ICONS[kind], tip, rows)


def _rest(
    without: Sequence[Job], archived: Sequence[Job], marks: Mapping[str, Marks], *, is_open: bool
) -> list[Group]:
    groups: list[Group] = []
    if without:
        rows = tuple(_job_row(job, marks) for job in without)
        tip = "Nothing starts these jobs by itself: they have no trigger, or one that is not here."
        groups.append(Group(NO_TRIGGER, "No trigger", "circle-dashed", tip, rows))
    if archived:
        rows = tuple(_job_row(job, marks) for job in archived)
        tip = "Jobs that were put away. Nothing starts them; nothing was deleted."
        groups.append(Group(ARCHIVED, "Archived", "archive", tip, rows, is_open))
    return groups


def _job_row(job: Job, marks: Mapping[str, Marks]) -> Row:
    key = f"job:{job.name}"
    return Row(
        key,
        title_of(job),
        "file-code-2",
        job=job.name,
        is_on=job.settings.autoprocess and not job.settings.archived,
        is_archived=job.settings.archived,
        marks=marks.get(key, Marks()),
    )


def _file_row(fact: FileFact, marks: Mapping[str, Marks]) -> Row:
    key = f"file:{fact.file}"
    title = f"{fact.folder}/{fact.file.name}" if fact.folder else fact.file.name
    icon = _FILE_ICONS.get(fact.kind, "file-text")
    return Row(key, title, icon, file=fact.file, marks=marks.get(key, Marks()))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
