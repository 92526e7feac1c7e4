"""Every edit on every line of the test jobs: it does what it says, or is refused with a reason."""

from collections import Counter

import pytest

from openfn_studio.domain.run import Dialect
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.switching import switch_off, switch_on
from openfn_studio.language.rework.verbs import Verb, edits_of, reasons_against
from tests.unit.language.corpus import EXPORTS, all_jobs
from tests.unit.language.rework.jobs import edited, items, job_of, sources

JOBS = [job for job in all_jobs() if len(job[1]) < 3000]
KINDS = ("operation", "nested", "dropped", "code", "off")


@pytest.mark.parametrize(("name", "source", "dialect"), JOBS, ids=[name for name, _, _ in JOBS])
def test_an_edit_is_made_or_refused_with_a_reason(name: str, source: str, dialect: Dialect):
    job = job_of(source, dialect, EXPORTS)
    for item in items(job, *KINDS)[:6]:
        reasons = reasons_against(job, item)
        for verb in set(Verb) - {Verb.EDIT}:
            try:
                text = edited(job, edits_of(job, item, verb))
            except CannotRework:
                continue
            assert reasons[verb] == ""
            after = job_of(text, dialect, EXPORTS)
            assert not after.document.has_errors
            if verb in (Verb.MOVE_UP, Verb.MOVE_DOWN) and item.kind == "operation":
                assert Counter(sources(after)) == Counter(sources(job))


@pytest.mark.parametrize(("name", "source", "dialect"), JOBS, ids=[name for name, _, _ in JOBS])
def test_what_is_switched_off_comes_back_exactly(name: str, source: str, dialect: Dialect):
    job = job_of(source, dialect, EXPORTS)
    for item in items(job, "operation", "nested")[:6]:
        try:
            off = job_of(edited(job, switch_off(job, item.range)), dialect, EXPORTS)
        except CannotRework:
            continue
        found = [edited(off, switch_on(off, one.range)) for one in items(off, "off")]
        assert job.document.text in found


def test_most_operations_of_sound_jobs_can_be_edited():
    counted = Counter[bool]()
    for _, source, dialect in JOBS:
        job = job_of(source, dialect, EXPORTS)
        if job.document.has_errors:
            continue
        for item in items(job, "operation"):
            if item.is_hoisted:
                continue
            for verb in (Verb.SWITCH, Verb.DUPLICATE, Verb.DELETE):
                try:
                    counted[bool(edits_of(job, item, verb))] += 1
                except CannotRework:
                    counted[False] += 1

    assert counted[True] > 0.97 * counted.total()
