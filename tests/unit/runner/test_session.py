import json
from typing import Any

import msgspec
import pytest

from openfn_studio.domain.run import ExitCode, Limits
from openfn_studio.runner.endings import Cut, ProcessEnd
from openfn_studio.runner.framing import Framing
from openfn_studio.runner.protocol import (
    AnyEvent,
    Finished,
    Log,
    Ready,
    StubAnswer,
    encode,
)
from openfn_studio.runner.session import Phase, Received, Session
from tests.runners.launching import limits_of_run, run_of

TOKEN = "c0ffee"
READY: dict[str, Any] = {"type": "ready", "version": 1, "node": "24", "adaptors": [], "boot_ms": 1}
RANGE = {"start": 0, "end": 1, "line": 3, "column": 5, "end_line": 3, "end_column": 6}
COMPILED: dict[str, Any] = {
    "type": "compiled",
    "dialect": "v1",
    "operations": [{"index": i, "name": "fn", "range": RANGE} for i in range(2)],
}
STARTED = {"type": "operation_started", "index": 0}
ENDED = {"type": "operation_finished", "index": 0, "took_ms": 1}
FINISHED = {"type": "finished", "exit_code": 0}
SECRET = "s3cret-pass"


def hide(text: str) -> str:
    return text.replace(SECRET, "••••")


def said(*events: dict[str, Any]) -> bytes:
    mark = b"\x1e" + TOKEN.encode()
    return b"".join(mark + json.dumps(event).encode() + b"\n" for event in events)


def running(**fields: object) -> Session:
    session = Session(TOKEN)
    session.receive(said(READY))
    session.start(run_of(**fields), hide)
    return session


def only_finished(events: list[AnyEvent]) -> Finished:
    finished = [event for event in events if isinstance(event, Finished)]
    assert len(finished) == 1
    assert events[-1] is finished[0]
    return finished[0]


# ---------------------------------------------------------------- starting


def test_a_run_given_before_ready_is_written_when_the_process_is_ready():
    session = Session(TOKEN)
    run = run_of("fn()")

    written_early = session.start(run, hide)
    received = session.receive(said(READY))

    assert written_early == b""
    assert received.output == encode(run)
    assert session.phase is Phase.RUNNING
    assert isinstance(received.events[0], Ready)


def test_a_run_given_after_ready_is_written_at_once():
    session = Session(TOKEN)
    session.receive(said(READY))

    assert session.start(run_of("fn()"), hide) == encode(run_of("fn()"))


def test_a_second_run_is_refused():
    session = running()

    with pytest.raises(RuntimeError, match="cannot take a run"):
        session.start(run_of(), hide)


def test_a_state_that_is_no_json_value_is_refused_and_the_session_stays_usable():
    session = Session(TOKEN)
    session.receive(said(READY))

    with pytest.raises(TypeError):
        session.start(run_of(state={"data": object()}), hide)

    assert session.start(run_of(), hide)


def test_another_version_of_the_protocol_is_refused():
    session = Session(TOKEN)
    session.start(run_of(), hide)

    received = session.receive(said({**READY, "version": 99}))

    finished = only_finished(received.events)
    assert received.must_kill
    assert finished.exit_code == ExitCode.ENGINE_FAULT
    assert finished.error is not None
    assert "version 99" in str(finished.error.details)


def test_an_adaptor_that_does_not_load_ends_the_run_before_ready():
    session = Session(TOKEN)
    session.start(run_of(), hide)

    received = session.receive(said({"type": "finished", "exit_code": 3}))

    assert only_finished(received.events).exit_code == ExitCode.NOT_STARTED
    assert session.ended(ProcessEnd(3)) == []


# ---------------------------------------------------------------- the final state


def test_the_final_state_is_kept_as_it_was_written_and_shown_in_no_event():
    session = running()

    received = session.receive(
        b"\x1ec0ffee" + b'{"type":"finished","exit_code":0,"state":{"a": 1.50, "b":"x"}}\n'
    )

    assert only_finished(received.events).state is msgspec.UNSET
    assert session.ending is not None
    assert session.ending.state_json == b'{"a": 1.50, "b":"x"}'


def test_half_a_surrogate_pair_in_the_final_state_stays_what_it_is():
    session = running()

    session.receive(b'\x1ec0ffee{"type":"finished","exit_code":0,"state":{"b":"\\ud800"}}\n')

    assert session.ending is not None
    assert session.ending.state_json == b'{"b":"\\ud800"}'


def test_a_final_state_in_parts_is_put_together():
    session = running()

    received = session.receive(
        said(
            {"type": "state_part", "text": '{"data":'},
            {"type": "state_part", "text": '"é"}', "is_last": True},
            {**FINISHED, "in_parts": True},
        )
    )

    assert [type(event).__name__ for event in received.events] == ["Finished"]
    assert session.ending is not None
    assert session.ending.state_json == '{"data":"é"}'.encode()


def test_a_run_without_a_final_state_has_none():
    session = running()

    session.receive(said({"type": "finished", "exit_code": 1}))

    assert session.ending is not None
    assert session.ending.state_json is None


# ---------------------------------------------------------------- order


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([READY], id="ready twice"),
        pytest.param([STARTED], id="an operation before compiled"),
        pytest.param([COMPILED, COMPILED], id="compiled twice"),
        pytest.param([COMPILED, ENDED], id="an end without a start"),
        pytest.param([COMPILED, STARTED, STARTED], id="an operation within itself"),
        pytest.param([COMPILED, {**STARTED, "index": 7}], id="an operation the job has not"),
        pytest.param([{**FINISHED, "in_parts": True}], id="parts that never came"),
        pytest.param(
            [{"type": "state_part", "text": "{}"}, {**FINISHED, "in_parts": True}],
            id="parts without the last",
        ),
        pytest.param(
            [{"type": "state_part", "text": "{}", "is_last": True}] * 2, id="parts after the last"
        ),
        pytest.param([{"type": "log", "level": "loud", "text": ""}], id="a level that is none"),
        pytest.param([{"type": "finished"}], id="a missing field"),
        pytest.param([{"no": "type"}], id="no type"),
    ],
)
def test_nonsense_ends_the_run_as_a_fault_of_the_engine(events: list[dict[str, Any]]):
    session = running()

    received = session.receive(said(*events, FINISHED))

    assert received.must_kill
    assert only_finished(received.events).exit_code == ExitCode.ENGINE_FAULT
    assert session.ended(ProcessEnd(-9)) == []


def test_an_event_before_the_run_is_nonsense_but_a_log_is_not():
    session = Session(TOKEN)
    session.start(run_of(), hide)

    assert not session.receive(said({"type": "log", "level": "info", "text": "a"})).must_kill
    assert session.receive(said(COMPILED)).must_kill


def test_a_line_that_is_not_json_is_logged_without_its_secrets():
    session = running()

    received = session.receive(b"\x1ec0ffee{oops " + SECRET.encode() + b"\n")

    log = received.events[0]
    assert isinstance(log, Log)
    assert "{oops ••••" in log.text
    assert received.must_kill


def test_an_event_too_long_to_be_read_ends_the_run():
    session = Session(TOKEN, framing=Framing(TOKEN, max_event_bytes=200))
    session.start(run_of(), hide)

    received = session.receive(said({"type": "log", "level": "info", "text": "x" * 500}))

    assert received.must_kill
    assert only_finished(received.events).exit_code == ExitCode.ENGINE_FAULT


def test_an_event_nested_too_deeply_ends_the_run():
    session = running()
    deep = b"[" * 100_000 + b"]" * 100_000

    received = session.receive(b'\x1ec0ffee{"type":"state","value":' + deep + b"}\n")

    assert received.must_kill


def test_an_event_of_an_unknown_kind_is_left_out_and_the_run_goes_on():
    session = running()

    received = session.receive(said({"type": "sparkle", "pw": SECRET}, FINISHED))

    log, finished = received.events
    assert isinstance(log, Log)
    assert "sparkle" in log.text
    assert SECRET not in log.text
    assert isinstance(finished, Finished)
    assert finished.exit_code == 0


def test_what_comes_after_finished_is_not_listened_to():
    session = running()

    received = session.receive(said(FINISHED, FINISHED, COMPILED, STARTED) + b"noise\n")

    assert only_finished(received.events).exit_code == 0
    assert session.receive(said(FINISHED)) == Received()


# ---------------------------------------------------------------- strays


def test_a_stray_line_becomes_a_redacted_log_of_the_adaptor():
    session = running()
    session.receive(said(COMPILED, STARTED))

    received = session.receive(f"raw {SECRET}\n".encode())

    assert received.events == [Log(level="info", source="adaptor", text="raw ••••", operation=0)]


def test_strays_past_the_logs_limit_are_counted_and_dropped():
    session = running(limits=limits_of_run(Limits(log_bytes=20)))

    received = session.receive(b"0123456789abc\n" * 3 + said({**FINISHED, "dropped_logs": 5}))

    assert [type(event).__name__ for event in received.events] == ["Log", "Finished"]
    assert only_finished(received.events).dropped_logs == 7


def test_strays_are_not_shown_when_the_console_is_off():
    session = running(no_console=True)

    assert session.receive(b"raw\n").events == []


# ---------------------------------------------------------------- gates, answers, stop


def test_a_step_is_sent_only_at_a_gate():
    session = running()
    session.receive(said(COMPILED))

    early = session.step()
    session.receive(said({"type": "waiting", "index": 0, "when": "before"}))
    was_waiting = session.is_waiting_for_parent
    sent = session.step({"data": 2})
    late = session.resume()

    assert (early, late) == (b"", b"")
    assert was_waiting
    assert json.loads(sent) == {"type": "step", "state": {"data": 2}}
    assert not session.is_waiting_for_parent


def test_an_answer_is_sent_only_to_a_request_that_asked():
    session = running()
    session.receive(said({"type": "http", "phase": "ask", "id": 3, "method": "GET", "url": "u"}))

    unknown = session.answer(4, StubAnswer())
    sent = session.answer(3, StubAnswer(status=201))
    again = session.answer(3, None)

    assert (unknown, again) == (b"", b"")
    assert json.loads(sent) == {"type": "answer", "id": 3, "answer": {"status": 201}}


def test_stop_is_written_and_a_process_that_dies_of_it_was_stopped():
    session = running()

    assert json.loads(session.stop()) == {"type": "stop"}
    finished = only_finished(session.ended(ProcessEnd(-9)))

    assert finished.exit_code == ExitCode.STOPPED


# ---------------------------------------------------------------- the process's end


@pytest.mark.parametrize(
    ("end", "cut", "exit_code", "name"),
    [
        (ProcessEnd(-6, "FATAL ERROR: heap out of memory"), None, 134, "OutOfMemory"),
        (ProcessEnd(134), None, 134, "OutOfMemory"),
        (ProcessEnd(3221226505, "Reached heap limit"), None, 134, "OutOfMemory"),
        (ProcessEnd(-9), Cut.STOPPED, 130, "Stopped"),
        (ProcessEnd(-9), Cut.HUNG, 2, "Timeout"),
        (ProcessEnd(-9), Cut.NEVER_READY, 10, "RunnerFault"),
        (ProcessEnd(-9), None, 5, "Interrupted"),
        (ProcessEnd(-15), None, 5, "Interrupted"),
        (ProcessEnd(-11), None, 10, "RunnerFault"),
        (ProcessEnd(0), None, 5, "ProcessExit"),
        (ProcessEnd(1, "boom"), None, 5, "ProcessExit"),
        (ProcessEnd(-99), None, 5, "Interrupted"),
    ],
)
def test_a_death_without_a_last_word_is_finished_for_the_process(
    end: ProcessEnd, cut: Cut | None, exit_code: int, name: str
):
    session = running()
    session.receive(said(COMPILED, STARTED))
    if cut is not None:
        session.cut(cut)

    finished = only_finished(session.ended(end))

    assert finished.exit_code == exit_code
    assert finished.error is not None
    assert finished.error.name == name
    assert finished.error.operation == 0
    assert finished.error.at is not None
    assert finished.error.at.line == 3
    assert session.ended(end) == []


@pytest.mark.parametrize(
    ("reason", "exit_code"), [("timeout", 2), ("memory", 134), ("stopped", 130)]
)
def test_a_process_that_dies_after_halted_ends_as_it_said(reason: str, exit_code: int):
    session = running()
    session.receive(said({"type": "halted", "reason": reason, "at": {"line": 4, "column": 2}}))

    finished = only_finished(session.ended(ProcessEnd(-9)))

    assert finished.exit_code == exit_code
    assert finished.error is not None
    assert finished.error.at is not None
    assert finished.error.at.line == 4


def test_a_death_before_ready_is_a_fault_of_the_engine_and_tells_its_last_words_redacted():
    session = Session(TOKEN)
    session.start(run_of(), hide)

    finished = only_finished(session.ended(ProcessEnd(7, f"cannot find {SECRET}\n")))

    assert finished.exit_code == ExitCode.ENGINE_FAULT
    assert finished.error is not None
    assert finished.error.details == {"stderr": "cannot find ••••"}


def test_the_end_of_a_spare_that_never_ran_owes_nothing():
    session = Session(TOKEN)
    session.receive(said(READY))

    assert session.ended(ProcessEnd(-9)) == []


def test_what_the_pipe_still_held_comes_before_finished():
    session = running()
    session.receive(b"last words")

    events = session.ended(ProcessEnd(0))

    assert [type(event).__name__ for event in events] == ["Log", "Finished"]


# ---------------------------------------------------------------- batch


def test_in_a_batch_each_run_has_its_own_end():
    session = running(batch=True)

    session.receive(said(COMPILED, STARTED, ENDED, {**FINISHED, "state": 1}))
    first = session.ending
    session.start(run_of(batch=True), hide)
    session.receive(said(COMPILED, STARTED, ENDED, {**FINISHED, "state": 2}))
    second = session.ending

    assert first is not None
    assert second is not None
    assert (first.state_json, second.state_json) == (b"1", b"2")
    assert session.phase is Phase.READY
    assert session.ended(ProcessEnd(0)) == []


@pytest.mark.parametrize(("exit_code", "phase"), [(1, Phase.READY), (5, Phase.OVER)])
def test_a_batch_goes_on_after_a_failed_job_but_not_after_a_failed_process(
    exit_code: int, phase: Phase
):
    session = running(batch=True)

    session.receive(said({**FINISHED, "exit_code": exit_code}))

    assert session.phase is phase
