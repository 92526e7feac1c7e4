"""Damaged bodies: each is taken or refused with a reason, and whatever is taken can be run."""

from pathlib import Path

from tests.stories.platform.fuzzing import send_fuzzed
from tests.unit.platform.serving import serving

BODIES = 600


def test_damaged_bodies_are_taken_or_refused_with_a_reason(tmp_path: Path):
    with serving(tmp_path, options={"starts_runs": False}) as served:
        served.clinic()
        inbox = served.get("/api/projects/1")["inbox_url"]

        statuses, problems = send_fuzzed(inbox, BODIES, seed=7)
        kept = served.get("/api/projects/1")["queue"]["waiting"]
        page = served.get("/api/messages", limit=1000)

    assert problems == []
    assert set(statuses) <= {200, 400, 415}
    assert statuses[200] > 50
    # A submission that is sent twice is kept once.
    assert len(page) <= statuses[200]
    assert kept <= len(page)
