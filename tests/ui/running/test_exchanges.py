"""What the HTTP panel can make of an exchange: copies, readable bodies, rules."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.exchanges import (
    CopyForm,
    ExchangeBench,
    RuleDraft,
    body_text,
    rule_draft,
    size_in_words,
    text_of,
)
from openfn_studio.workbench.running.facts import BodyFact, ExchangeFact, RunFact, RunId
from openfn_studio.workbench.running.stub_file import RuleAdded

JSON = {"content-type": "application/json"}
POST = ExchangeFact(
    id=1,
    operation=1,
    ms=3.5,
    method="POST",
    url="https://clinic.example/children?dry=1",
    origin="stub",
    rule=0,
    line=9,
    request_headers={**JSON, "authorization": "Basic ••••"},
    request_body=BodyFact(9, '{"id": 1}'),
    status=201,
    took_ms=163.2,
    response_headers=JSON,
    response_body=BodyFact(13, '{"id": 4711 }'),
)
BLOCKED = ExchangeFact(-1, 2, 5, "TCP", "db.example:5432", "blocked", problem="It was stopped.")


def run_of(*exchanges: ExchangeFact, adaptors: tuple[str, ...] = ()) -> RunFact:
    return RunFact(
        id=RunId("1"),
        number=None,
        job="send",
        text="",
        dialect=Dialect.V1,
        http_mode=HttpMode.TEST,
        started_at=datetime(2026, 5, 3, tzinfo=UTC),
        exchanges=exchanges,
        adaptors=adaptors,
    )


@pytest.fixture
def bench(lanes: Lanes, sample_folder: Path) -> ExchangeBench:
    return ExchangeBench(lanes.work, lambda: sample_folder)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("line", "POST clinic.example/children - 201 in 163ms"),
        ("url", POST.url),
        ("request_body", '{"id": 1}'),
        ("response_body", '{"id": 4711 }'),
        (
            "headers",
            f"POST {POST.url}\ncontent-type: application/json\nauthorization: Basic ••••\n"
            "\n201\ncontent-type: application/json\n",
        ),
    ],
)
def test_an_exchange_has_many_forms(form: CopyForm, expected: str) -> None:
    assert text_of(form, POST, run_of(POST)) == expected


def test_masked_values_stay_masked_in_every_form() -> None:
    run = run_of(POST)

    assert "Basic ••••" in text_of("curl", POST, run)
    assert "Basic" not in text_of("job_code", POST, run)


def test_job_code_is_written_for_the_runs_own_adaptor() -> None:
    old, new = (
        text_of("job_code", POST, run_of(POST, adaptors=(f"@openfn/language-http@{version}",)))
        for version in ("6.4.3", "7.2.10")
    )

    assert "body: { id: 1 }" in old
    assert "post('/children', { id: 1 }, {" in new


def test_what_was_blocked_has_a_line_and_no_rule() -> None:
    assert text_of("line", BLOCKED, run_of(BLOCKED)) == "TCP db.example:5432 - blocked"
    with pytest.raises(StudioError, match="stopped this before"):
        rule_draft(BLOCKED, run_of(BLOCKED))


def test_a_rule_tells_queries_apart_only_where_the_run_did() -> None:
    other = replace(POST, id=2, url=POST.url.replace("1", "2"))

    assert rule_draft(POST, run_of(POST)).rule.url == "https://clinic.example/children"
    assert rule_draft(POST, run_of(POST, other)).rule.url == POST.url


def test_a_body_is_laid_out_and_its_faults_are_told() -> None:
    cut = BodyFact(2_000_000, '{"a":[1', is_truncated=True)
    bytes_ = BodyFact(3, None, "AAEC")

    assert body_text(POST.response_body, JSON).text == '{\n  "id": 4711\n}'
    assert body_text(cut, JSON).text == '{\n  "a": [\n    1'
    assert body_text(cut, JSON).note == "The body was cut: the first 7 B of 2.0 MB were kept."
    assert body_text(bytes_, {"content-type": "image/png"}).note.startswith("3 B of image/png")
    assert body_text(None, {}).text == ""


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (4_150, "4.2 kB"), (1_048_576, "1.0 MB")]
)
def test_sizes_are_read_by_people(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_a_copy_is_made_beside_the_gui_thread(qtbot: QtBot, bench: ExchangeBench) -> None:
    copied: list[str] = []

    bench.copy("curl", POST, run_of(POST), copied.append, bench)
    assert copied == []
    qtbot.waitUntil(lambda: len(copied) == 1)

    assert copied[0].startswith("curl --request POST 'https://clinic.example/children?dry=1'")


def test_an_answer_becomes_a_rule_of_the_project(
    qtbot: QtBot, bench: ExchangeBench, sample_folder: Path
) -> None:
    file = sample_folder / "stubs.yaml"
    before = file.read_text()
    drafts: list[RuleDraft] = []
    bench.draft_rule(POST, run_of(POST), drafts.append, bench)
    qtbot.waitUntil(lambda: len(drafts) == 1)

    with qtbot.waitSignal(bench.rule_added) as told:
        bench.add_rule(drafts[0])

    # The sample's own first rule would answer: the new one stands before it.
    added = told.args[0]  # pyright: ignore[reportOptionalSubscript]
    assert added == RuleAdded(file, 1, 2, 6)
    head, tail = before.split("\n", 1)
    assert file.read_text() == f"{head}\n{drafts[0].text}{tail}"


def test_without_a_project_no_rule_is_added(qtbot: QtBot, lanes: Lanes) -> None:
    bench = ExchangeBench(lanes.work, lambda: None)

    with qtbot.waitSignal(bench.failed) as told:
        bench.add_rule(rule_draft(POST, run_of(POST)))

    assert told.args is not None
    assert told.args[0].what == "No project is open, so there is no file of rules."


def test_a_problem_is_told_and_not_raised(qtbot: QtBot, bench: ExchangeBench) -> None:
    with qtbot.waitSignal(bench.failed):
        bench.draft_rule(BLOCKED, run_of(BLOCKED), lambda _: None, QObject(bench))
