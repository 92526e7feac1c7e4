"""How runs are told in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from openfn_studio.domain.run import Dialect, ExitCode, HttpMode
from openfn_studio.workbench.running.facts import ErrorFact, OperationFact, RunFact, RunId
from openfn_studio.workbench.running.wording import (
    duration,
    ending_of,
    result_of,
    row_words,
    spoken,
    when,
    whole_when,
)

KAMPALA = timezone(timedelta(hours=3), "EAT")
NOW = datetime(2026, 5, 6, 9, 30, tzinfo=KAMPALA)  # a Wednesday
RUN = RunFact(
    id=RunId("r"),
    number=1,
    job="a",
    text="",
    dialect=Dialect.V1,
    http_mode=HttpMode.TEST,
    started_at=datetime(2026, 5, 6, tzinfo=UTC),
    operations=(
        OperationFact(0, "get", status="finished", took_ms=48.0),
        OperationFact(1, "post", status="pending"),
    ),
)


def with_status(status: str) -> RunFact:
    post = replace(RUN.operations[1], status=status)  # pyright: ignore
    return replace(RUN, operations=(RUN.operations[0], post))


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, ""),
        (0.2, "<1 ms"),
        (1, "1 ms"),
        (163.4, "163 ms"),
        (999.6, "1.0 s"),
        (1_240, "1.2 s"),
        (59_990, "1 min 0 s"),
        (125_000, "2 min 5 s"),
        (7_260_000, "2 h 1 min"),
    ],
)
def test_durations(ms: float | None, text: str):
    assert duration(ms) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 5, 6, 6, 29, 40, tzinfo=UTC), "now"),
        (datetime(2026, 5, 6, 4, 5, tzinfo=UTC), "07:05"),
        (datetime(2026, 5, 5, 21, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 5, 4, 12, 0, tzinfo=UTC), "Mon"),
        (datetime(2026, 3, 4, 12, 0, tzinfo=UTC), "4 Mar"),
        (datetime(2025, 3, 4, 12, 0, tzinfo=UTC), "4 Mar 2025"),
        (datetime(2026, 5, 6, 6, 31, tzinfo=UTC), "09:31"),
    ],
)
def test_times_are_short_and_local(at: datetime, text: str):
    assert when(at, NOW) == text


def test_a_whole_time_says_its_zone():
    at = datetime(2026, 5, 6, 6, 29, 40, tzinfo=UTC)

    assert whole_when(at, NOW) == "Wednesday, 6 May 2026, 09:29:40 EAT"


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_has_words_an_icon_and_a_tone(code: ExitCode):
    ending = ending_of(code)

    assert ending.words
    assert ending.icon
    assert ending.tone in ("ok", "err", "warn", "text_muted")


def test_an_exit_code_of_another_engine_is_an_unexpected_end():
    assert ending_of(11).words == ending_of(ExitCode.UNEXPECTED).words


def test_a_row_names_the_error_and_its_operation():
    error = ErrorFact("TypeError", "no")

    assert row_words(1, error, "post") == "TypeError in post"
    assert row_words(1, ErrorFact("CompileError", "no", "compile")) == "Does not compile"
    assert row_words(0, None) == "Succeeded"
    assert row_words(None, None) == "Running"


def test_results_say_where_and_after_what_time():
    failed = replace(with_status("failed"), exit_code=1, took_ms=217.0)
    done = replace(with_status("finished"), exit_code=0, took_ms=217.0)
    cut = replace(with_status("interrupted"), exit_code=130, took_ms=1_300.0)
    unread = replace(RUN, exit_code=1, error=ErrorFact("CompileError", "no", "compile"))

    assert result_of(failed).words == "Failed at 2 after 217 ms"
    assert result_of(done).words == "Succeeded in 217 ms"
    assert result_of(cut).words == "Stopped at 2 after 1.3 s"
    assert result_of(unread).words == "The job does not compile"
    assert result_of(replace(RUN, exit_code=3)).words == "Could not start"


def test_what_goes_on_says_where_it_is():
    assert result_of(RUN).words == "Starting"
    assert result_of(with_status("running")).words == "Running 2 of 2"
    assert result_of(with_status("waiting")).words == "Waits at 2 post"


def test_an_operation_is_spoken_whole():
    each = OperationFact(2, "each", status="finished", took_ms=163.0, requests=3)

    assert spoken(each, 5) == "3 of 5, each, succeeded, 163 milliseconds, 3 requests"
