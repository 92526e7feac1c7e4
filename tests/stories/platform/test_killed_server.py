"""kill -9 under load: nothing that was accepted is lost, nothing that was started is repeated."""

from pathlib import Path

import pytest

from tests.stories.platform.killing import kill_again_and_again, problems_after

KILLS = 5


@pytest.mark.timeout(240)
def test_a_server_that_is_killed_under_load_loses_and_repeats_nothing(tmp_path: Path):
    data = tmp_path / "data"

    load = kill_again_and_again(data, KILLS)

    assert len(load.accepted) >= KILLS * 60
    assert problems_after(data, load) == []
