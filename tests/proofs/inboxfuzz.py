"""Fifty thousand damaged bodies: the inbox answers each, and never with a fault of ours."""

import tempfile
from pathlib import Path

from tests.stories.platform.fuzzing import send_fuzzed
from tests.unit.platform.serving import serving

BODIES = 50_000


def main(words: list[str]) -> int:
    """Send as many as said, and say how they were answered."""
    count = int(words[0]) if words else BODIES
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), options={"starts_runs": False}) as served,
    ):
        served.clinic()
        inbox = served.get("/api/projects/1")["inbox_url"]
        statuses, problems = send_fuzzed(inbox, count, seed=count)
        alive = served.send({"still": "here"}).status_code == 200
    print(f"{count} bodies: {dict(sorted(statuses.items()))}; {len(problems)} problems")
    print("\n".join(problems[:20]))
    return 0 if alive and not problems else 1
