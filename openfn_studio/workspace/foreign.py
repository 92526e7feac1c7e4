"""Recognising folders and files of OpenFn v2, which Studio names but does not open as projects."""

from pathlib import Path

from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.workspace.yamltext import YamlText

_V2_FILES = {
    "openfn.yaml": "a project of OpenFn v2 (openfn.yaml)",
    "workflow.yaml": "a workflow of OpenFn v2 (workflow.yaml)",
    "workflow.json": "a workflow of OpenFn v2 (workflow.json)",
    ".state.json": "the deploy folder of an OpenFn v2 project (.state.json)",
    "projectState.json": "the deploy folder of an OpenFn v2 project (projectState.json)",
    ".projects": "a project of OpenFn v2 (.projects)",
    "workflows": "a project of OpenFn v2 (workflows)",
}


class V2ProjectProblem(UserInputProblem):
    """The folder or file belongs to OpenFn v2."""


def v2_name(folder: Path) -> str | None:
    """Return what of OpenFn v2 a folder is, for a sentence; None when it is nothing of it."""
    for name, says in _V2_FILES.items():
        if (folder / name).exists():
            return says
    return None


def refuse_v2(yaml: YamlText) -> None:
    """Refuse a ``project.yaml`` of v2, which describes workflows instead of jobs.

    Raises:
        V2ProjectProblem: It is one.
    """
    root = yaml.root
    if root and root.entry("workflows") and not root.entry("jobs"):
        raise v2_problem("a project of OpenFn v2 (workflows:)", yaml.place(("workflows",)))


def v2_problem(says: str, place: Place) -> V2ProjectProblem:
    """Return the problem of a v2 folder or file."""
    return V2ProjectProblem(
        f"This is {says}.",
        means="Studio's projects are those of v1; nothing was changed.",
        remedy="Single jobs of it can be opened and run as they are: openfn-studio run JOB.js "
        "--dialect v2.",
        place=place,
    )
