"""Runs for tests: facts and states as the engine would tell them, and a bench that has them."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.state import patch
from openfn_studio.state.history import History
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.facts import OperationFact, RunFact, RunId
from openfn_studio.workbench.running.time_travel import TimeTravelBench

JOB = """fn(state => {
  const cases = state.data.cases.filter(c => c.consent === 'yes');
  return { ...state, cases };
});
get('/patients', { query: state => ({ since: state.cursor }) });
each('cases[*]', post('/referrals', state => ({ id: state.data.case_id })));
post('/messages', state => ({ to: state.data.status }));
"""
STATES: list[dict[str, Any]] = [
    {"data": {"status": "open", "priority": 3, "token": "••••", "@case_id": "c-1"}, "page": 1},
    {"data": {"status": "open", "priority": 3, "token": "••••", "@case_id": "c-1"}, "page": 2},
    {
        "data": {
            "status": "open",
            "case_name": "Sampley Example",
            "priority": 3,
            "geo": {"lat": 1.25, "lon": -2.5},
            "token": "••••",
            "@case_id": "c-1",
        },
        "page": 1,
        "cases": [{"case_id": 7, "consent": "yes"}, {"case_id": 8, "age": 4}, {"case_id": 9}],
        "references": [{"id": 1, "status": 200, "url": "/patients", "took": 3}],
    },
    {
        "data": {
            "id": "REF-0093",
            "status": "accepted",
            "case_name": "Sampley Example",
            "priority": 3,
            "geo": {"lat": 1.25, "lon": -2.5},
            "token": "••••",
            "@case_id": "c-1",
        },
        "created": 3,
        "cases": [{"case_id": 7, "consent": "yes"}, {"case_id": 8, "age": 4}, {"case_id": 9}],
        "references": [
            {"id": 1, "status": 200, "url": "/patients", "took": 3},
            {"id": "REF-0093", "status": 201, "url": "/referrals"},
        ],
    },
]
"""At the start, and after each of the three operations that ended."""


def history_of(states: Sequence[Any]) -> History:
    """The history of a run that went through these states."""
    patches = [patch.diff(one, other) for one, other in itertools.pairwise(states)]
    return History(json.dumps(states[0]).encode(), patches)


def run_of(
    number: int = 12,
    *,
    ended: int = 3,
    failed: int | None = 3,
    is_over: bool = True,
    job: str = "sendReferrals",
) -> RunFact:
    """A run whose first operations ended; the next may have failed."""
    outline = outline_of(Document(JOB), Dialect.V1)
    operations: list[OperationFact] = []
    for one in outline.operations:
        status = "finished" if one.index < ended else "failed" if one.index == failed else "pending"
        operations.append(OperationFact(one.index, one.name, one.range, status))  # pyright: ignore[reportArgumentType]
    return RunFact(
        id=RunId(f"run-{number}"),
        number=number,
        job=job,
        text=JOB,
        dialect=Dialect.V1,
        http_mode=HttpMode.TEST,
        started_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        exit_code=1 if is_over else None,
        operations=tuple(operations),
    )


def waiting_at(run: RunFact, operation: int) -> RunFact:
    """The run as it stands at a breakpoint before an operation."""
    operations = tuple(
        replace(one, status="waiting" if one.index == operation else one.status)
        for one in run.operations
    )
    return replace(run, operations=operations, exit_code=None)


class Runs:
    """Runs and their histories, for a bench."""

    def __init__(self, lanes: Lanes) -> None:
        self.facts: dict[RunId, RunFact] = {}
        self.histories: dict[RunId, History] = {}
        self.asked = 0
        self.travel = TimeTravelBench(lanes.work, self.history, self.facts.get)

    def history(self, run_id: RunId) -> History | None:
        """The states of a run; counts how often they were asked for."""
        self.asked += 1
        return self.histories.get(run_id)

    def add(self, run: RunFact, states: Sequence[Any] | None = None) -> RunFact:
        """Know a run and its states."""
        self.facts[run.id] = run
        if states is not None:
            self.histories[run.id] = history_of(states)
        return run
