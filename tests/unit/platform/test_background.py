"""What happens by itself: the clock's minutes, older messages and new filters."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.platform.serving import Served, serving


class ShiftedClock:
    """The computer's clock, shifted so that a minute begins very soon."""

    def __init__(self, soon: timedelta) -> None:
        now = datetime.now(UTC)
        begins = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        self._shift = begins - now - soon

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def monotonic(self) -> float:
        return self.now().timestamp()


def test_a_cron_job_starts_when_its_minute_begins(tmp_path: Path):
    with serving(tmp_path, clock=ShiftedClock(timedelta(seconds=1.5))) as served:
        served.project()
        served.trigger(type="cron", name="minutely", cron="* * * * *")
        served.job(name="fetch")
        assert served.get("/api/runs") == []

        while not served.get("/api/runs", status="success"):
            continue
        (run,) = served.get("/api/runs")

    assert run["cause"] == "cron"
    assert datetime.fromisoformat(run["started_at"]).second == 0


def test_older_messages_are_compared_with_a_filter_by_themselves(served: Served):
    served.project()
    for number in range(3):
        served.send({"n": number % 2})
    served.trigger({"n": 0}, name="even")

    found: list[int] = []
    while len(found) < 2:
        found = [message["id"] for message in served.get("/api/messages", trigger_id=1)]

    assert found == [3, 1]
