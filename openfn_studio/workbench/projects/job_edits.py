"""What is written into a project folder when its jobs and triggers are changed in the window."""

from collections.abc import Callable, Mapping
from typing import Any

from openfn_studio.domain.job import InlineExpression, Job, JobSettings
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.errors import UserInputProblem
from openfn_studio.workbench.projects.project_facts import JobDraft
from openfn_studio.workspace.folder import ProjectFolder

FIRST_TEXT = "fn(state => {\n  return state;\n});\n"
"""What a new job begins with, in both dialects: an operation that changes nothing."""

YAML_KEYS = ("adaptor", "trigger", "credential")
STUDIO_KEYS = ("dialect", "no_console", "test_mode", "autoprocess", "long_run", "adaptors")


def make_job(folder: ProjectFolder, draft: JobDraft) -> str:
    """Make a job, and its trigger when that is new; return the job's name.

    Raises:
        StudioError: It cannot be made; then there is no new trigger either.
    """
    name = draft.name.strip()
    if folder.project.job(name):
        raise UserInputProblem(
            f"There is a job named {name} already.", remedy="Choose another name."
        )
    trigger = draft.new_trigger
    if trigger:
        if folder.project.trigger(trigger.name):
            raise UserInputProblem(
                f"There is a trigger named {trigger.name} already.", remedy="Choose another name."
            )
        set_trigger(folder, trigger)
    job = Job(
        name,
        InlineExpression(""),
        adaptor=draft.adaptor,
        trigger=trigger.name if trigger else draft.trigger,
        credential=draft.credential,
    )
    _add_or_undo(folder, job, FIRST_TEXT if draft.text is None else draft.text, trigger)
    if draft.dialect and draft.dialect is not folder.project.dialect:
        folder.set_studio(("jobs", name, "dialect"), draft.dialect.value)
    return name


def _add_or_undo(folder: ProjectFolder, job: Job, text: str, trigger: Trigger | None) -> None:
    try:
        folder.add_job(job, text)
    except BaseException:
        if trigger:
            folder.remove_entry("triggers", trigger.name)
        raise


def duplicate_job(folder: ProjectFolder, name: str) -> str:
    """Make a copy of a job, switched off; return the copy's name.

    Raises:
        StudioError: It cannot be made.
    """
    job = _job(folder, name)
    copy = _free_name(f"{name}-copy", folder)
    folder.add_job(
        Job(copy, job.expression, job.adaptor, job.trigger, job.credential),
        folder.read_expression(job),
    )
    for key, value in _settings_to_copy(job.settings).items():
        folder.set_studio(("jobs", copy, key), value)
    return copy


def _settings_to_copy(settings: JobSettings) -> Mapping[str, Any]:
    """Return what a copy has of its original; never that its trigger starts it."""
    values = {
        "test_mode": settings.test_mode,
        "no_console": settings.no_console or None,
        "long_run": settings.long_run or None,
        "dialect": settings.dialect.value if settings.dialect else None,
        "adaptors": list(settings.extra_adaptors) or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _free_name(wanted: str, folder: ProjectFolder) -> str:
    name, number = wanted, 1
    while folder.project.job(name):
        number += 1
        name = f"{wanted}-{number}"
    return name


def archive_job(folder: ProjectFolder, name: str, *, is_archived: bool) -> None:
    """Archive a job, or bring it back; its file stays where it is.

    Raises:
        StudioError: It cannot be written.
    """
    _job(folder, name)
    folder.set_studio(("jobs", name, "archived"), True if is_archived else None)


def set_job(folder: ProjectFolder, name: str, key: str, value: Any) -> None:
    """Set one value of a job, where it belongs; None goes back to what is usual.

    Args:
        folder: The project folder.
        name: The job.
        key: One of ``YAML_KEYS`` or ``STUDIO_KEYS``.
        value: A text, a switch, a ``Dialect`` or, for ``adaptors``, texts.

    Raises:
        StudioError: It cannot be written.
    """
    _job(folder, name)
    if key in YAML_KEYS:
        folder.set_field("jobs", name, key, value or None)
    elif key in STUDIO_KEYS:
        if isinstance(value, Dialect):
            value = value.value
        folder.set_studio(("jobs", name, key), list(value) if key == "adaptors" else value)
    else:
        raise AssertionError(f"a job has no {key}")


def set_trigger(folder: ProjectFolder, trigger: Trigger) -> None:
    """Write a trigger, new or changed; comments of one that keeps its kind survive.

    Raises:
        StudioError: It cannot be written.
    """
    key, value = _written(trigger)
    old = folder.project.trigger(trigger.name)
    if old and type(old) is type(trigger):
        folder.set_field("triggers", trigger.name, key, value)
    else:
        folder.set_entry("triggers", trigger.name, {key: value})
    exclusion = trigger.exclusion if isinstance(trigger, MessageFilter) else None
    if exclusion != (old.exclusion if isinstance(old, MessageFilter) else None):
        folder.set_studio(("triggers", trigger.name, "exclusion"), exclusion)


def _written(trigger: Trigger) -> tuple[str, str]:
    """Return the key of a trigger's kind in ``project.yaml``, and its value."""
    keys: dict[type[Any], tuple[str, Callable[[Any], str]]] = {
        MessageFilter: ("criteria", lambda each: each.criteria),
        Cron: ("cron", lambda each: each.cron),
        Flow: ("success", lambda each: each.job),
        Catch: ("failure", lambda each: each.job),
    }
    key, value_of = keys[type(trigger)]
    return key, value_of(trigger)


def _job(folder: ProjectFolder, name: str) -> Job:
    job = folder.project.job(name)
    if job is None:
        raise UserInputProblem(
            f"There is no job named {name} in this project.",
            remedy="It may have been renamed: choose it in the list of jobs.",
        )
    return job
