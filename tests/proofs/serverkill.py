"""The server is killed fifty times under load: nothing is lost, nothing is run twice."""

import tempfile
from pathlib import Path

from tests.stories.platform.killing import kill_again_and_again, problems_after

KILLS = 50


def main(words: list[str]) -> int:
    """Kill it as often as said, and say what is wrong afterwards."""
    kills = int(words[0]) if words else KILLS
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load = kill_again_and_again(data, kills)
        problems = problems_after(data, load)
    print(f"{kills} kills, {len(load.accepted)} messages accepted, {len(problems)} problems")
    print("\n".join(problems[:20]))
    return 1 if problems else 0
