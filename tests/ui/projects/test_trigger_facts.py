from datetime import UTC, datetime
from pathlib import Path

import pytest

from openfn_studio.workbench.projects.trigger_facts import (
    check_criteria,
    check_cron,
    match_samples,
)

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("criteria", "exclusion", "place", "is_of_exclusion"),
    [
        ('{"a": 1}', None, None, False),
        ('{"a": }', None, (1, 7), False),
        ("", None, (1, 1), False),
        ('{"a": 1}', "{", (1, 2), True),
        ('{"a": 1}', "  ", None, False),
    ],
)
def test_criteria_are_checked_with_line_and_column(
    criteria: str, exclusion: str | None, place: tuple[int, int] | None, is_of_exclusion: bool
):
    check = check_criteria(criteria, exclusion)

    found = check.problem.place if check.problem else None
    assert (found and (found.line, found.column)) == place
    assert check.is_of_exclusion is is_of_exclusion


def test_criteria_that_let_everything_through_are_cautioned():
    assert "every message" in check_criteria("{}", None).cautions[0]


def test_a_cron_expression_is_told_in_words_with_its_next_times():
    check = check_cron("30 2 * * *", NOW)

    assert check.words == "At 02:30 every day"
    assert [moment.day for moment in check.next_times] == [4, 5, 6, 7, 8]


def test_a_cron_expression_that_cannot_be_used_says_why():
    check = check_cron("61 * * * *", NOW)

    assert check.problem
    assert check.next_times == ()


def test_samples_that_match_are_told_from_those_that_do_not(sample_folder: Path):
    found = match_samples(sample_folder, '{"form":{"@name":"Register a child"}}', None)

    by_name = {each.file.name: each for each in found}
    assert {name for name, each in by_name.items() if each.is_match} == {
        "registration.json",
        "twins.json",
        # A whole state: its data is the message.
        "failed-planning.json",
    }
    assert by_name["home-visits.json"].sentences[0].startswith("Fails at")
    assert "credential.json" not in by_name


def test_a_sample_that_is_no_json_is_told(sample_folder: Path):
    (sample_folder / "samples/broken.json").write_text("{")

    found = match_samples(sample_folder, "{}", None)

    (broken,) = [each for each in found if each.file.name == "broken.json"]
    assert not broken.is_match
    assert "not JSON" in broken.sentences[0]
