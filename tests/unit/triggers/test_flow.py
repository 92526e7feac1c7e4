"""Flow and catch: who waits for whom, and circles."""

from pathlib import PurePosixPath

import pytest

from openfn_studio.domain.job import ExpressionFile, Job, JobSettings
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import Catch, Cron, Flow, Trigger
from openfn_studio.triggers.flow import cycles, waiting_jobs


def job(name: str, trigger: str | None, *, archived: bool = False) -> Job:
    file = ExpressionFile(PurePosixPath(f"jobs/{name}.js"))
    return Job(name, file, trigger=trigger, settings=JobSettings(archived=archived))


def project(*links: tuple[str, Trigger | None], archived: str = "") -> Project:
    jobs = tuple(job(name, one and one.name, archived=name == archived) for name, one in links)
    return Project("p", jobs, tuple(one for _, one in links if one))


def test_jobs_wait_for_success_or_for_failure() -> None:
    after, caught, other = Flow("after", "a"), Catch("caught", "a"), Flow("other", "b")
    here = project(("a", None), ("z", after), ("c", caught), ("d", other), ("b", after))

    assert [one.name for one in waiting_jobs(here, "a", succeeded=True)] == ["z", "b"]
    assert [one.name for one in waiting_jobs(here, "a", succeeded=False)] == ["c"]
    assert waiting_jobs(here, "z", succeeded=True) == ()


@pytest.mark.parametrize(
    ("links", "archived", "expected"),
    [
        ([("a", Flow("1", "b")), ("b", Flow("2", "a"))], "", [("b", "a")]),
        ([("a", Flow("1", "a"))], "", [("a",)]),
        ([("a", Flow("1", "c")), ("b", Flow("2", "a")), ("c", Catch("3", "b"))], "",
         [("b", "c", "a")]),
        ([("x", Flow("0", "a")), ("a", Flow("1", "b")), ("b", Flow("2", "a"))], "", [("b", "a")]),
        ([("a", Flow("1", "b")), ("b", Flow("2", "a"))], "b", []),
        ([("a", Cron("1", "* * * * *")), ("b", Flow("2", "a")), ("c", Flow("3", "b"))], "", []),
        ([("a", Flow("1", "gone"))], "", []),
        ([("a", Flow("1", "a")), ("b", Catch("2", "b"))], "", [("a",), ("b",)]),
    ],
)  # fmt: skip
def test_cycles(
    links: list[tuple[str, Trigger]], archived: str, expected: list[tuple[str, ...]]
) -> None:
    assert [one.jobs for one in cycles(project(*links, archived=archived))] == expected


def test_a_cycle_is_told_in_the_order_of_the_runs() -> None:
    here = project(("a", None), ("b", Flow("1", "c")), ("c", Flow("2", "b")))

    assert "circle: c → b → c." in str(cycles(here)[0])
