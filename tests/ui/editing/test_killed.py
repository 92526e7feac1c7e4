"""A small slice of ``python -m tests.proofs killed``."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.proofs.killed import MOST_LOST_SECONDS, count_of, one_round, text_of

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_kill_while_typing_and_saving_loses_at_most_the_last_second(
    qapp: QApplication, tmp_path: Path, seed: int
):
    outcome = one_round(tmp_path, seed)

    assert outcome.problems == ()
    assert outcome.typed > 0
    assert outcome.lost_ms <= MOST_LOST_SECONDS * 1_000


def test_a_text_that_is_not_whole_is_told():
    assert count_of(text_of(7)) == 7
    assert count_of(text_of(7)[:-1]) is None
    assert count_of("") is None
