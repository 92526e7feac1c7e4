"""What jobs are given: the usual, the chosen, the pinned, the broken."""

import json
from pathlib import Path
from typing import Any

from openfn_studio.errors import StudioError
from openfn_studio.workbench.given.choice import InputChoice
from openfn_studio.workbench.running.inputs import InputFact
from tests.ui.running.conftest import Bench, MakeBench

KEEP = "alterState(s => ({ ...s, n: (s.n || 0) + 1 }));"


def assembled(bench: Bench, job: str) -> Any:
    found: list[bytes] = []
    failed: list[StudioError] = []
    bench.running.inputs.assembled(job, found.append, failed.append)
    bench.qtbot.waitUntil(lambda: bool(found or failed))
    return json.loads(found[0]) if found else failed[0]


def settled(bench: Bench, name: str) -> InputFact:
    """Wait until the job in view is given something of that name."""
    inputs = bench.running.inputs

    def is_there() -> bool:
        fact = inputs.fact()
        return fact.name == name and (fact.size is not None or fact.problem is not None)

    bench.qtbot.waitUntil(is_there)
    return inputs.fact()


def test_a_job_that_waits_for_messages_gets_the_first_sample_its_filter_lets_through(bench: Bench):
    bench.open_job("send-visits")

    fact = settled(bench, "home-visits.json")

    assert not fact.is_chosen
    state = assembled(bench, "send-visits")
    assert state["data"]["__query_params"] == {}
    assert len(state["data"]["visits"]) > 0


def test_a_cron_job_gets_its_last_state(bench: Bench):
    buffer = bench.open_job("fetch-new-visits")
    settled(bench, "Last state")
    assert assembled(bench, "fetch-new-visits") == {}
    bench.type(buffer, KEEP)

    bench.run(buffer)
    bench.wait_kept()
    bench.qtbot.waitUntil(lambda: assembled(bench, "fetch-new-visits").get("n") == 1)
    bench.run(buffer)
    bench.wait_kept()

    assert assembled(bench, "fetch-new-visits")["n"] == 2


def test_what_is_assembled_is_what_the_job_receives(bench: Bench):
    buffer = bench.open_job("register-child")
    settled(bench, "registration.json")
    bench.type(buffer, "alterState(s => s);")
    expected = assembled(bench, "register-child")

    run = bench.run(buffer)

    history = bench.running.runs.history(run.id)
    assert history is not None
    assert history.state_at(0) == expected


def test_a_file_that_is_a_state_is_taken_whole_and_its_configuration_is_a_credential(
    bench: Bench, tmp_path: Path
):
    buffer = bench.open_job("alter-state")
    bench.running.view.choose_adaptor("openfn-studio-standin")
    bench.qtbot.waitUntil(
        lambda: (
            bench.running.view.subject is not None
            and bench.running.view.subject.adaptors == ("openfn-studio-standin",)
        )
    )
    file = tmp_path / "state.json"
    file.write_text('{"data": {"a": 1}, "configuration": {"password": "hunter2-secret"}}')
    bench.running.inputs.choose_file(file)
    fact = settled(bench, "state.json")
    assert fact.choice is not None
    assert fact.choice.kind == "state"
    bench.type(buffer, "alterState(s => { s.had = s.configuration.password.length; return s; });")

    run = bench.run(buffer)

    assert assembled(bench, "alter-state") == {"data": {"a": 1}}
    history = bench.running.runs.history(run.id)
    assert history is not None
    assert history.state_after(0)["had"] == 14


def test_a_file_may_be_read_the_other_way(bench: Bench, tmp_path: Path):
    bench.open_job("register-child")
    file = tmp_path / "either.json"
    file.write_text('{"data": 1}')
    bench.running.inputs.choose_file(file)
    settled(bench, "either.json")
    assert assembled(bench, "register-child") == {"data": 1}

    bench.running.inputs.read_file_as("message")

    state = assembled(bench, "register-child")
    assert state == {"data": {"__query_params": {}, "data": 1}}


def test_a_pinned_input_survives_a_restart_and_another_does_not(make_bench: MakeBench):
    first = make_bench()
    first.open_job("register-child")
    first.running.inputs.choose_file(first.folder / "samples" / "twins.json")
    settled(first, "twins.json")
    first.running.inputs.pin()
    first.open_job("send-visits")
    first.running.inputs.choose(InputChoice("empty"))
    first.around.session.flush()

    second = make_bench()
    second.open_job("register-child")
    pinned = settled(second, "twins.json")
    second.open_job("send-visits")
    usual = settled(second, "home-visits.json")

    assert (pinned.is_pinned, pinned.is_chosen) == (True, True)
    assert (usual.is_pinned, usual.is_chosen) == (False, False)


def test_an_unpinned_input_is_forgotten_and_the_usual_comes_back(bench: Bench):
    bench.open_job("register-child")
    inputs = bench.running.inputs
    inputs.choose(InputChoice("empty"))
    inputs.pin()
    assert inputs.fact().is_pinned

    inputs.choose_usual()

    fact = settled(bench, "registration.json")
    assert (fact.is_pinned, fact.is_chosen) == (False, False)


def test_choices_are_the_samples_and_files_from_elsewhere_but_no_credential(
    bench: Bench, tmp_path: Path
):
    bench.open_job("register-child")
    other = tmp_path / "other.json"
    other.write_text("{}")
    bench.running.inputs.choose_file(other)
    settled(bench, "other.json")

    offer = bench.running.inputs.choices()

    names = [choice.name for choice in offer.samples]
    assert "registration.json" in names
    assert "credential.json" not in names
    assert [choice.name for choice in offer.files] == ["other.json"]


def test_a_file_that_is_gone_says_so(bench: Bench, tmp_path: Path):
    buffer = bench.open_job("register-child")
    gone = tmp_path / "gone.json"
    bench.running.inputs.choose_file(gone)
    settled(bench, "gone.json")

    with bench.qtbot.waitSignal(bench.running.runs.refused):
        bench.running.runs.run(buffer.id)

    assert "no longer there" in bench.refusals[0].problem.what


def test_an_earlier_run_gives_its_input_and_its_result(bench: Bench):
    buffer = bench.open_job("register-child")
    bench.type(buffer, KEEP)
    bench.run(buffer)
    bench.wait_kept()
    kept = bench.running.kept
    bench.qtbot.waitUntil(lambda: len(kept.rows) == 1)
    row = kept.rows[0]
    inputs = bench.running.inputs

    inputs.choose(InputChoice("run_result", run=row.key, number=row.number))
    assert assembled(bench, "register-child")["n"] == 1
    inputs.choose(InputChoice("run_input", run=row.key, number=row.number))
    state = assembled(bench, "register-child")

    assert inputs.fact().name == "Input of run 1"
    assert state["data"]["id"] == "form-7001"
    assert "n" not in state


def test_the_assembled_state_is_there_for_completion(bench: Bench):
    bench.open_job("register-child")
    settled(bench, "registration.json")

    document = bench.running.inputs.sample_value("register-child")

    assert document is not None
    assert json.loads(document.data)["data"]["form"]["child"]["first_name"] == "Sampley"
    assert bench.running.inputs.sample_value("unknown") is None
