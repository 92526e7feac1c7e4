from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.platform.serving import GivenClock, Served, serving


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server at the computer's time."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def timed(tmp_path: Path, clock: GivenClock) -> Iterator[Served]:
    """A server whose clock stands still until a test lets it go on."""
    with serving(tmp_path, clock=clock) as running:
        yield running
