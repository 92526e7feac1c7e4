"""What a run begins with, and what a cron job keeps."""

from typing import Any

import pytest

from openfn_studio.triggers.initial_state import (
    job_state_verdict,
    state_after_failure,
    state_carried_on,
)


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        (
            {"data": 1, "cursor": "x", "configuration": {"password": "s"}},
            {"data": 1, "cursor": "x"},
        ),
        ({}, {}),
        (None, {}),
        ([1], {}),
    ],
)
def test_a_final_state_is_carried_on_without_the_credential(final: Any, expected: Any) -> None:
    assert state_carried_on(final) == expected


def test_a_catch_job_begins_with_the_failed_runs_initial_state_and_its_log() -> None:
    initial = {"data": {"a": 1}, "error": "old", "configuration": {"password": "s"}}

    state = state_after_failure(initial, ("one", "TypeError: two"))

    assert state == {"data": {"a": 1}, "error": ["one", "TypeError: two"]}
    assert initial["error"] == "old"


@pytest.mark.parametrize(
    ("succeeded", "size", "is_kept", "note"),
    [
        (True, 10_000, True, ""),
        (True, 10_001, True, "above 50,000 it is no longer kept"),
        (True, 50_000, True, "above 50,000 it is no longer kept"),
        (True, 50_001, False, "the last state that was small enough"),
        (False, 10, False, ""),
        (False, 50_001, False, ""),
    ],
)
def test_which_job_state_is_kept(succeeded: bool, size: int, is_kept: bool, note: str) -> None:
    verdict = job_state_verdict(succeeded=succeeded, size_bytes=size)

    assert verdict.is_kept is is_kept
    assert note in verdict.note
    assert bool(verdict.note) is bool(note)


def test_the_limit_can_be_another_one() -> None:
    assert job_state_verdict(succeeded=True, size_bytes=60_000, limit_bytes=10 << 20).is_kept
