"""An idle window talks to nobody: a slice of ``tests.proofs.idle``, which takes a minute."""

from pathlib import Path

import pytest

from tests.proofs import idle

SECONDS = 5


@pytest.mark.skipif(idle.STRACE is None, reason="strace, which watches, is not here")
def test_an_idle_window_opens_no_connection(tmp_path: Path) -> None:
    if not idle.can_see(tmp_path):
        pytest.skip("strace may not watch here")

    assert idle.connections(tmp_path, SECONDS) == []
    assert (tmp_path / "data" / "session.json").exists(), "the window came as far as the project"
