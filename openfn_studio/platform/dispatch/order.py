"""From a job and what waits in the queue to what is asked of the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from openfn_studio.domain.adaptor import AdaptorSpec
from openfn_studio.domain.run import Dialect, HttpMode, Limits
from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.platform.safe import Safe
from openfn_studio.runs.request import RunRequest
from openfn_studio.secrets.problems import SealBroken
from openfn_studio.store.problems import NotThere
from openfn_studio.store.projects.credentials import read_sealed
from openfn_studio.store.projects.image import adaptor_of_row
from openfn_studio.store.projects.jobs import JobRow, read_job
from openfn_studio.store.queue.inputs import read_input
from openfn_studio.store.queue.waiting import WaitingRow
from openfn_studio.store.records import RunPlace, RunStart
from openfn_studio.store.store import Store

ParseAdaptors = Callable[[Sequence[str]], tuple[AdaptorSpec, ...]]
"""Reads adaptors as people write them."""

LONG_RUN_MS = 24 * 60 * 60 * 1000
"""Time for a job that is marked as running long; others get v1's 100 seconds."""
DEFAULT_ADAPTOR = "language-common"


class InputGone(UserInputProblem):
    """What a run was to begin with was removed: it will never start."""


@dataclass(frozen=True, slots=True)
class Order:
    """A run that can be begun; what keeps it from going on is its result."""

    start: RunStart
    request: RunRequest | None
    """None when it cannot be made; then ``problem`` says why."""
    problem: StudioError | None = None


class OrderDesk:
    """Makes orders. Waits for the store; any thread may use it.

    Args:
        store: Where jobs, messages and credentials are.
        safe: Opens credentials.
        parse: Reads adaptors as people write them.
    """

    def __init__(self, store: Store, safe: Safe, parse: ParseAdaptors) -> None:
        self._store = store
        self._safe = safe
        self._parse = parse

    def order(self, row: WaitingRow, project_name: str, dialect: Dialect) -> Order:
        """Return what a waiting run asks of the engine, as its job is now.

        Args:
            row: The run.
            project_name: Its project's.
            dialect: Its project's, for jobs that have none of their own.

        Raises:
            EnvironmentProblem: The database cannot be read now.
        """
        job = self._store.read(read_job, row.job_id).result()
        dialect = Dialect(job.dialect) if job.dialect else dialect
        given: str | None = None
        problem: StudioError | None = None
        request: RunRequest | None = None
        try:
            given = self._input(row)
            request = self._request(job, dialect, given, row.cause)
        except UserInputProblem as error:
            problem = error
        return Order(_start(row, job, project_name, dialect, given), request, problem)

    def _input(self, row: WaitingRow) -> str:
        try:
            return self._store.read(read_input, row).result()
        except NotThere as error:
            raise InputGone(error.what, means="The run cannot be started.") from error

    def _request(self, job: JobRow, dialect: Dialect, given: str, cause: str) -> RunRequest:
        return RunRequest(
            text=job.expression,
            dialect=dialect,
            adaptors=self._parse(_adaptors(job)),
            input=msgspec.Raw(given.encode()),
            configuration=self._configuration(job),
            http_mode=HttpMode.TEST if job.test_mode else HttpMode.LIVE,
            limits=Limits(timeout_ms=LONG_RUN_MS) if job.long_run else Limits(),
            no_console=job.no_console,
            origin=cause,
        )

    def _configuration(self, job: JobRow) -> dict[str, Any] | None:
        if job.credential_id is None:
            return None
        name, sealed = self._store.read(read_sealed, job.credential_id).result()
        if sealed is None:
            raise UserInputProblem(
                f"The credential of the job {job.name} has no values yet.",
                means="The job was not run.",
                remedy=f"Enter them: openfn-studio credentials edit {job.credential}.",
            )
        try:
            return self._safe.open(name, sealed)
        except SealBroken as error:
            means = f"The job was not run. {error.means}"
            raise UserInputProblem(error.what, means=means, remedy=error.remedy) from error


def _adaptors(job: JobRow) -> list[str]:
    return [adaptor_of_row(job) or DEFAULT_ADAPTOR, *job.extra_adaptors]


def _start(
    row: WaitingRow, job: JobRow, project_name: str, dialect: Dialect, given: str | None
) -> RunStart:
    place = RunPlace(
        project_id=row.project_id,
        job_id=row.job_id,
        waiting_id=row.id,
        cause=row.cause,
        initial=row.initial,
        trigger_name=row.trigger_name,
        chain=row.chain,
        attempt=row.attempt,
        message_id=row.message_id,
        source_run_id=row.source_run_id,
        input=given if row.message_id is None else None,
    )
    return RunStart(
        project_key="",
        project_name=project_name,
        job=job.name,
        text=job.expression,
        dialect=dialect,
        http_mode=HttpMode.TEST if job.test_mode else HttpMode.LIVE,
        adaptors=tuple(_adaptors(job)),
        origin="platform",
        input_name=f"Message {row.message}" if row.message else row.initial,
        place=place,
    )
