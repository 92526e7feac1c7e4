"""The queue: in order, never lost, never begun twice; what a run begins with; what follows."""

import json
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.store.problems import NotThere
from openfn_studio.store.projects import credentials, jobs
from openfn_studio.store.queue import inputs, settling, waiting
from openfn_studio.store.queue.run_pages import find_run_id, projects_of_run, read_run_entry
from openfn_studio.store.records import RunPlace
from openfn_studio.triggers.initial_state import InitialState
from tests.unit.store.desk import NOW, Desk, open_desk, open_store, start_of

BIRTH = '{"form":"birth"}'


def test_runs_wait_in_the_order_in_which_they_came(desk: Desk):
    for number in range(3):
        desk.receive(str(number), starts=True)

    first = desk.next()
    assert first is not None
    second = desk.next(but=[first.id])
    assert second is not None

    assert (first.message, second.message) == (1, 2)
    assert desk.see(waiting.count_waiting, desk.project.id) == 3
    assert [row.message for row in desk.see(waiting.list_waiting, desk.project.id)] == [1, 2, 3]


def test_a_run_that_waits_for_a_time_is_passed(desk: Desk):
    late = desk.enqueue(not_before_ms=NOW + 10_000)
    desk.enqueue()

    assert desk.next(now_ms=NOW).id != late  # pyright: ignore[reportOptionalMemberAccess]
    assert desk.see(waiting.next_time_ms, desk.project.id, NOW) == NOW + 10_000
    desk.do(waiting.delay_waiting, late, 0)
    assert desk.next(now_ms=NOW).id == late  # pyright: ignore[reportOptionalMemberAccess]


def test_a_clock_that_was_set_back_lets_no_run_wait_for_its_old_time(desk: Desk):
    late = desk.enqueue(not_before_ms=NOW + 10_000)
    an_hour_ms = 60 * 60 * 1000

    assert desk.next(now_ms=NOW) is None
    assert desk.next(now_ms=NOW - an_hour_ms).id == late  # pyright: ignore[reportOptionalMemberAccess]


def test_without_the_vaults_key_runs_that_need_a_credential_wait(desk: Desk):
    login = desk.do(
        credentials.add_credential, name="a", owner=None, seal_name="s", now_ms=NOW, projects=[1]
    )
    desk.do(jobs.change_job, desk.job.number, {"credential_id": login.id}, NOW)
    desk.enqueue()
    free = desk.enqueue(job_id=desk.add_job(name="free").id)

    assert desk.next(with_credentials=False).id == free  # pyright: ignore[reportOptionalMemberAccess]


def test_a_run_that_was_taken_out_is_not_begun(desk: Desk):
    desk.receive(BIRTH, starts=True)
    row = desk.next()
    assert row is not None
    desk.do(waiting.drop_waiting, row.id)

    with pytest.raises(NotThere, match="taken out"):
        desk.run(row)

    assert desk.runs() == []
    assert desk.messages(states=("waiting",)) == []
    with pytest.raises(NotThere):
        desk.see(waiting.find_waiting, row.id)


def test_a_run_that_had_not_been_started_is_still_there_after_a_crash(tmp_path: Path):
    desk = open_desk(tmp_path)
    desk.receive(BIRTH, starts=True)
    desk.store.close()
    desk.store = open_store(tmp_path)

    assert desk.next() is not None
    desk.store.close()


def test_the_estimate_counts_the_newest_runs(desk: Desk):
    assert desk.see(waiting.average_run_ms, desk.project.id) is None
    for took_ms in (100.0, 300.0):
        desk.receive(BIRTH, starts=True)
        desk.run_next({"type": "log", "level": "info", "text": ""})
        set_time = "UPDATE run SET took_ms = ? WHERE id = (SELECT max(id) FROM run)"
        desk.do(lambda c, ms=took_ms, sql=set_time: c.execute(sql, (ms,)).fetchall())

    assert desk.see(waiting.average_run_ms, desk.project.id) == 200


# ---------------------------------------------------------------- what a run begins with


@pytest.mark.parametrize(
    ("body", "query", "expected"),
    [
        ('{"a": 1.0}', "{}", '{"data":{"__query_params":{},"a": 1.0}}'),
        ("{}", '{"q":"1"}', '{"data":{"__query_params":{"q":"1"}}}'),
        (" { } ", "{}", '{"data":{"__query_params":{}}}'),
        ("[1]", '{"q":"1"}', '{"data":[1]}'),
        ("12345678901234567890", "{}", '{"data":12345678901234567890}'),
        ('{"__query_params":7}', "{}", '{"data":{"__query_params":{},"__query_params":7}}'),
    ],
)
def test_a_run_of_a_message_begins_with_its_exact_body(
    desk: Desk, body: str, query: str, expected: str
):
    key = desk.receive(body, query=query)

    assert desk.see(inputs.message_input, key.id) == expected
    assert json.loads(expected)


def input_of(desk: Desk, **more: Any) -> str:
    desk.enqueue(**more)
    row = desk.next()
    assert row is not None
    desk.do(waiting.drop_waiting, row.id)
    return desk.see(inputs.read_input, row)


def test_a_cron_run_begins_with_the_last_state_that_was_kept(desk: Desk):
    assert input_of(desk, initial=InitialState.LAST_FINAL_STATE.value) == "{}"
    desk.do(inputs.set_job_state, desk.job.id, '{"cursor":1}', NOW)
    assert input_of(desk, initial=InitialState.LAST_FINAL_STATE.value) == '{"cursor":1}'
    desk.do(inputs.set_job_state, desk.job.id, None, NOW)
    assert desk.see(inputs.job_state, desk.job.id) is None


@pytest.mark.parametrize(
    ("final", "expected"), [('{"a":1.50}', '{"a":1.50}'), ("null", "{}"), ("[1]", "{}")]
)
def test_a_flow_run_begins_with_the_final_state_of_the_one_before(
    desk: Desk, final: str, expected: str
):
    desk.enqueue()
    part = {"type": "state_part", "text": final}
    row = desk.next()
    assert row is not None
    run = finish_with(desk, row, part)
    initial = InitialState.FINAL_STATE_OF_TRIGGERING_RUN.value

    assert input_of(desk, initial=initial, source_run_id=run) == expected


def finish_with(desk: Desk, row: waiting.WaitingRow, part: dict[str, Any]) -> int:
    place = RunPlace(
        project_id=row.project_id, job_id=row.job_id, waiting_id=row.id, cause="cron", initial="x"
    )
    recorder = desk.store.record_run(start_of(row, place))
    recorder.event(part)
    recorder.event({"type": "finished", "exit_code": 0, "in_parts": True})
    return recorder.close().id


def test_a_catch_run_begins_with_what_the_failed_one_began_with_and_its_log(desk: Desk):
    key = desk.receive('{"n":8.0}', starts=True)
    lines = [{"type": "log", "level": "error", "text": text} for text in ("one", 'TypeError: "x"')]
    run = desk.run_next(*lines, exit_code=1)
    initial = InitialState.INITIAL_STATE_OF_FAILED_RUN.value

    begun = input_of(desk, initial=initial, source_run_id=run.id)

    assert '"n":8.0' in begun
    assert json.loads(begun)["error"] == ["one", 'TypeError: "x"']
    assert key.number == 1


def test_a_repeated_run_begins_as_before_and_with_an_edited_message(desk: Desk):
    same = InitialState.SAME_AS_BEFORE.value
    desk.enqueue(cause="cron")
    cron = desk.run_next(input='{"cursor":2.0}')
    desk.receive('{"a":1}', starts=True)
    message = desk.run_next()

    assert input_of(desk, initial=same, source_run_id=cron.id) == '{"cursor":2.0}'
    assert '"a":1' in input_of(desk, initial=same, source_run_id=message.id)
    with pytest.raises(NotThere, match="run it follows from"):
        input_of(desk, initial=same, source_run_id=None)


# ---------------------------------------------------------------- what follows


def test_what_follows_from_an_end_is_written_once(desk: Desk):
    desk.receive(BIRTH, starts=True)
    run = desk.run_next(exit_code=3)
    ended = desk.see(settling.read_ended, run.id)
    again = desk.plan(attempt=2, not_before_ms=NOW)

    outcomes = [
        desk.do(settling.settle, ended, keeps_state=False, follow_ups=[again], now_ms=NOW)
        for _ in range(2)
    ]

    assert (ended.exit_code, ended.job_name) == (3, "register")
    assert outcomes == [True, False]
    rows = desk.see(waiting.list_waiting, desk.project.id)
    assert [(row.attempt, row.message) for row in rows] == [(2, 1)]
    assert desk.see(settling.read_unsettled) == []
    assert desk.messages(states=("waiting",)) == [1]


def test_a_run_that_a_crash_interrupted_is_closed_and_found_unsettled(tmp_path: Path):
    desk = open_desk(tmp_path)
    desk.receive(BIRTH, starts=True)
    row = desk.next()
    assert row is not None
    place = RunPlace(
        project_id=row.project_id, job_id=row.job_id, waiting_id=row.id, cause="message",
        initial="message", message_id=row.message_id,
    )  # fmt: skip
    desk.store.record_run(start_of(row, place)).key.result()
    assert desk.messages(states=("running",)) == [1]
    desk.store.close()
    desk.store = open_store(tmp_path)

    (ended,) = desk.see(settling.read_unsettled)
    desk.do(settling.settle, ended, keeps_state=False, follow_ups=[], now_ms=NOW)

    assert (ended.exit_code, desk.next()) == (5, None)
    assert desk.messages(states=("failure",)) == [1]
    desk.store.close()


def test_a_cron_jobs_state_is_what_its_run_ended_with(desk: Desk):
    desk.enqueue(cause="cron", initial="last final state")
    row = desk.next()
    assert row is not None
    run = finish_with(desk, row, {"type": "state_part", "text": '{"cursor":9}'})
    ended = desk.see(settling.read_ended, run)

    desk.do(settling.settle, ended, keeps_state=True, follow_ups=[], now_ms=NOW)

    assert ended.final_state_bytes == len('{"cursor":9}')
    assert desk.see(inputs.job_state, desk.job.id) == '{"cursor":9}'


def test_a_run_knows_whether_its_jobs_state_moved_on(desk: Desk):
    desk.do(inputs.set_job_state, desk.job.id, '{"cursor":1}', NOW)
    desk.enqueue(cause="cron", initial="x")
    run = desk.run_next(input='{"cursor":1}')

    assert desk.see(settling.read_ended, run.id).input_is_job_state
    desk.do(inputs.set_job_state, desk.job.id, '{"cursor":2}', NOW)
    assert not desk.see(settling.read_ended, run.id).input_is_job_state


# ---------------------------------------------------------------- finding runs


def test_runs_are_found_by_text_date_job_status_message_and_number(desk: Desk):
    other = desk.add_job(name="other")
    log = {"type": "log", "level": "info", "text": "Patient 50% found"}
    key = desk.receive(BIRTH, starts=True)
    desk.run_next(log, exit_code=1)
    desk.enqueue(job_id=other.id, cause="cron")
    second = desk.next()
    assert second is not None
    desk.run(second)

    assert desk.runs() == [2, 1]
    assert desk.runs(limit=1) == [2]
    assert desk.runs(before=2) == [1]
    assert desk.runs(after=1) == [2]
    assert desk.runs(text="patient") == [1]
    assert desk.runs(text="50% f") == [1]
    assert desk.runs(text="50_ f") == []
    assert desk.runs(text="50") == [1]
    assert desk.runs(job_id=other.id) == [2]
    assert desk.runs(success=True) == [2]
    assert desk.runs(success=False) == [1]
    assert desk.runs(exit_codes=(1,)) == [1]
    assert desk.runs(exit_codes=(1, 0)) == [2, 1]
    assert desk.runs(causes=("cron",)) == [2]
    assert desk.runs(message_id=key.id) == [1]
    assert desk.runs(waiting_id=second.id) == [2]
    assert desk.runs(is_running=True) == []
    assert desk.runs(since_ms=2**40, until_ms=2**43) == [2, 1]
    assert desk.runs(until_ms=2**40) == []
    assert desk.runs(first_number=2, last_number=9) == [2]


def test_a_run_is_read_with_what_it_came_from(desk: Desk):
    desk.receive(BIRTH, starts=True)
    first = desk.run_next()
    desk.enqueue(cause="flow", source_run_id=first.id, chain=("register",))
    second = desk.run_next()

    entry = desk.see(read_run_entry, second.id)

    assert (entry.number, entry.job_name, entry.source, entry.message) == (2, "register", 1, None)
    assert (entry.chain, entry.cause) == (("register",), "flow")
    assert desk.see(projects_of_run, 2) == [1]
    with pytest.raises(NotThere, match="no run 9"):
        desk.see(find_run_id, desk.project.id, 9)
    with pytest.raises(NotThere, match="removed"):
        desk.see(read_run_entry, 1)
