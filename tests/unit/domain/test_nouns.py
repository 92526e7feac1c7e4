from pathlib import PurePosixPath
from typing import Any

import pytest

from openfn_studio.domain.job import ExpressionFile, Job, JobSettings
from openfn_studio.domain.message import Message
from openfn_studio.domain.project import Project
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Cron

FILE = ExpressionFile(PurePosixPath("jobs/a.js"))


def test_a_jobs_adaptors_begin_with_its_own():
    extra = JobSettings(extra_adaptors=("common", "fhir"))

    assert Job("a", FILE, adaptor="http", settings=extra).adaptors == ("http", "common", "fhir")
    assert Job("a", FILE, settings=extra).adaptors == ("common", "fhir")
    assert Job("a", FILE).adaptors == ()


def test_a_job_is_off_until_it_is_switched_on():
    assert not Job("a", FILE).settings.autoprocess


def test_a_project_finds_its_nouns_by_name():
    job, trigger = Job("a", FILE), Cron("t", "0 * * * *")
    project = Project("p", jobs=(job,), triggers=(trigger,))

    assert (project.job("a"), project.job("b")) == (job, None)
    assert (project.trigger("t"), project.trigger("x"), project.trigger(None)) == (
        trigger, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "dialect"), [(None, Dialect.V1), (Dialect.V2, Dialect.V2), (Dialect.V1, Dialect.V1)]
)
def test_a_jobs_dialect_is_its_own_else_the_projects(own: Dialect | None, dialect: Dialect):
    project = Project("p", dialect=Dialect.V1)

    assert project.dialect_of(Job("a", FILE, settings=JobSettings(dialect=own))) is dialect


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (Message({"a": 1}), {"__query_params": {}, "a": 1}),
        (Message({"a": 1}, {"q": "2"}), {"__query_params": {"q": "2"}, "a": 1}),
        (Message({"__query_params": {"k": "1"}}), {"__query_params": {"k": "1"}}),
        (Message([1, 2], {"q": "2"}), [1, 2]),
        (Message("text"), "text"),
    ],
)
def test_a_message_becomes_a_runs_state_as_on_v1(message: Message, data: Any):
    assert message.initial_state() == {"data": data}
