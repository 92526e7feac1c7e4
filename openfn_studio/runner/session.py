"""One conversation with a runner process. Sans-I/O: bytes and ends in, events and bytes out.

Whatever the process does, each run gets exactly one ``finished`` event, and it is the last one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec

from openfn_studio.domain.run import ExitCode
from openfn_studio.runner.endings import Circumstances, Cut, ProcessEnd, finished_for
from openfn_studio.runner.framing import EventLine, Framing, Line, OverlongEvent, StrayLine
from openfn_studio.runner.order import Order, OrderError
from openfn_studio.runner.protocol import (
    VERSION,
    Answer,
    AnyCommand,
    AnyEvent,
    Continue,
    Finished,
    Halted,
    Http,
    Log,
    Ready,
    Run,
    StatePart,
    Step,
    Stop,
    StubAnswer,
    Waiting,
    decode_event,
    encode,
)

Redact = Callable[[str], str]

RAW_LINE_CHARS = 2_000
"""How much of a line that cannot be understood is logged."""


class Phase(Enum):
    """Where a conversation is."""

    BOOTING = auto()
    """The process loads its adaptors."""
    READY = auto()
    """It waits for a run."""
    RUNNING = auto()
    """It runs a job."""
    OVER = auto()
    """The last ``finished`` was sent; what still comes is not listened to."""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a chunk of bytes."""

    events: list[AnyEvent] = field(default_factory=list[AnyEvent])
    output: bytes = b""
    """To be written to the process now."""
    must_kill: bool = False
    """True when the process cannot be talked to any more."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended, with what no event shows: the exact final state."""

    finished: Finished
    state_json: bytes | None
    """The final state as the process wrote it; None when there is none."""


class _Nonsense(Exception):
    """The process broke the protocol."""


class _FinalState(msgspec.Struct):
    """The one field of ``finished`` that is kept as it was written."""

    state: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _TypeOnly(msgspec.Struct):
    """What is read of an event of a kind that is not known."""

    type: str


_final_state = msgspec.json.Decoder(_FinalState)
_type_only = msgspec.json.Decoder(_TypeOnly)
_known_types = {str(kind.__struct_config__.tag) for kind in AnyEvent.__args__}


def state_text(finished: bytes) -> bytes | None:
    """Return the state within a ``finished`` line as it is written there; None if there is none."""
    try:
        state = _final_state.decode(finished).state
    except msgspec.DecodeError:
        # Half of a surrogate pair: only the standard library reads it, and writes it back escaped.
        return json.dumps(json.loads(finished)["state"], separators=(",", ":")).encode()
    return None if isinstance(state, msgspec.UnsetType) else bytes(state)


def _as_it_is(text: str) -> str:
    return text


class Session:
    """The state machine between a process's bytes and its events.

    ``finished`` events are given out without their state, and ``state_part`` events not at all:
    both are in ``ending``, because they are exact where everything else is redacted.

    Args:
        token: The token the process was started with.
        framing: How lines are told apart; for tests of its limits.
    """

    def __init__(self, token: str, *, framing: Framing | None = None) -> None:
        self._framing = framing or Framing(token)
        self._redact: Redact = _as_it_is
        self._asked: set[int] = set()
        self._begin_run(None)
        self._was_ready = False
        self._cut: Cut | None = None
        self._unused_end: Finished | None = None
        self.phase = Phase.BOOTING
        self.ready: Ready | None = None
        """The handshake, once it came."""
        self.ending: Ending | None = None
        """The end of the latest run."""

    # ------------------------------------------------------------ commands

    def start(self, run: Run, redact: Redact) -> bytes:
        """Start a run; before ``ready`` it is kept until then.

        Args:
            run: What to run.
            redact: Hides the run's secrets in what the process did not redact itself.

        Returns:
            Bytes to be written to the process now.

        Raises:
            RuntimeError: A run is on already, or the conversation is over.
            TypeError: The state or the configuration is no JSON value.
            ValueError: A text holds half of a surrogate pair.
        """
        if self._run is not None or self.phase not in (Phase.BOOTING, Phase.READY):
            raise RuntimeError("This process cannot take a run now.")
        line = encode(run)
        self._begin_run(run)
        self._redact = redact
        if self.phase is Phase.BOOTING:
            self._kept_back = line
            return b""
        self.phase = Phase.RUNNING
        return line

    def stop(self) -> bytes:
        """Ask the process to end the run; the caller ends it if it does not."""
        if self.phase is Phase.OVER:
            return b""
        self._cut = self._cut or Cut.STOPPED
        return encode(Stop())

    def step(self, state: object = msgspec.UNSET) -> bytes:
        """Go on to the next gate. Without a gate to leave, nothing is sent."""
        return self._leave_gate(Step(state=state))

    def resume(self, state: object = msgspec.UNSET) -> bytes:
        """Go on to the next breakpoint. Without a gate to leave, nothing is sent."""
        return self._leave_gate(Continue(state=state))

    def answer(self, exchange: int, answer: StubAnswer | None) -> bytes:
        """Answer a request that asked; one nobody waits for is not sent."""
        if exchange not in self._asked:
            return b""
        self._asked.discard(exchange)
        return encode(Answer(id=exchange, answer=answer))

    def cut(self, why: Cut) -> None:
        """Note why the caller is about to kill the process; the first reason counts."""
        self._cut = self._cut or why

    @property
    def is_waiting_for_parent(self) -> bool:
        """True while the run stands at a gate or for an answer: no time limit runs."""
        return self._waiting is not None or bool(self._asked)

    @property
    def too_late(self) -> Finished:
        """How a run ends that ``start`` refused because the conversation was over.

        Raises:
            RuntimeError: It is not over.
        """
        finished = self._unused_end or (self.ending.finished if self.ending else None)
        if finished is None:
            raise RuntimeError("The conversation goes on.")
        return finished

    # ------------------------------------------------------------ what the process says

    def receive(self, chunk: bytes) -> Received:
        """Take bytes the process wrote."""
        return self._take(self._framing.feed(chunk))

    def ended(self, end: ProcessEnd) -> list[AnyEvent]:
        """Take the process's end; returns what its pipe still held and the event it owed."""
        events = self._take(self._framing.finish()).events
        if self._run is None:
            if self.phase is not Phase.OVER:
                around = Circumstances(cut=self._cut, was_ready=self._was_ready)
                self._unused_end = finished_for(end, around)
            self.phase = Phase.OVER
            return events
        circumstances = Circumstances(
            cut=self._cut,
            halted=self._halted,
            was_ready=self._was_ready,
            operation=self._order.operation,
            operation_at=self._order.operation_at,
        )
        shown = ProcessEnd(end.return_code, self._redact(end.stderr))
        events.append(self._finish(finished_for(shown, circumstances), None, is_last=True))
        return events

    # ------------------------------------------------------------ inside

    def _begin_run(self, run: Run | None) -> None:
        self._run = run
        self._order = Order()
        self._halted: Halted | None = None
        self._waiting: Waiting | None = None
        self._kept_back = b""
        self._state_parts: list[str] = []
        self._has_last_part = False
        self._stray_room = run.limits.log_bytes if run else RAW_LINE_CHARS * 50
        self._dropped_strays = 0
        self._asked.clear()

    def _leave_gate(self, command: AnyCommand) -> bytes:
        if self._waiting is None:
            return b""
        line = encode(command)
        self._waiting = None
        return line

    def _take(self, lines: list[Line]) -> Received:
        events: list[AnyEvent] = []
        output = b""
        for line in lines:
            if self.phase is Phase.OVER:
                break
            try:
                output += self._take_line(line, events)
            except _Nonsense as error:
                events += self._refuse(str(error), line)
                return Received(events, b"", must_kill=True)
        return Received(events, output)

    def _take_line(self, line: Line, events: list[AnyEvent]) -> bytes:
        if isinstance(line, StrayLine):
            events += self._stray(line)
            return b""
        if isinstance(line, OverlongEvent):
            raise _Nonsense("An event is longer than any event may be.")
        event = self._decoded(line)
        if event is None:
            events.append(self._runner_log("An event of an unknown kind was left out: ", line.text))
            return b""
        return self._take_event(event, line, events)

    def _decoded(self, line: EventLine) -> AnyEvent | None:
        """Return the event, or None for a kind that a newer process may know."""
        try:
            return decode_event(line.text)
        except RecursionError as error:
            raise _Nonsense("An event is nested too deeply.") from error
        except msgspec.ValidationError as error:
            if self._is_unknown_type(line.text):
                return None
            raise _Nonsense(f"An event lacks something: {error}.") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _Nonsense(f"A line is not JSON: {error}.") from error

    @staticmethod
    def _is_unknown_type(text: bytes) -> bool:
        try:
            return _type_only.decode(text).type not in _known_types
        except msgspec.DecodeError:
            return False

    def _take_event(self, event: AnyEvent, line: EventLine, events: list[AnyEvent]) -> bytes:
        match event:
            case Ready():
                events.append(event)
                return self._handshake(event)
            case StatePart():
                self._take_state_part(event)
            case Finished():
                state_json = self._final_state(event, line)
                events.append(self._finish(event, state_json, is_last=not self._stays(event)))
            case _:
                self._check(event)
                events.append(event)
        return b""

    def _handshake(self, ready: Ready) -> bytes:
        if self.phase is not Phase.BOOTING:
            raise _Nonsense("The process said twice that it is ready.")
        if ready.version != VERSION:
            raise _Nonsense(
                f"The process speaks version {ready.version} of the protocol, "
                f"this program version {VERSION}."
            )
        self.ready = ready
        self._was_ready = True
        self.phase = Phase.READY if self._run is None else Phase.RUNNING
        line, self._kept_back = self._kept_back, b""
        return line

    def _check(self, event: AnyEvent) -> None:
        """Refuse an event that cannot come now, and note what later ones depend on."""
        try:
            self._order.check(event, is_running=self.phase is Phase.RUNNING)
        except OrderError as error:
            raise _Nonsense(str(error)) from error
        match event:
            case Halted():
                self._halted = event
            case Waiting():
                self._waiting = event
            case Http(phase="ask"):
                self._asked.add(event.id)
            case Http():
                self._asked.discard(event.id)
            case _:
                pass

    def _take_state_part(self, part: StatePart) -> None:
        if self.phase is not Phase.RUNNING or self._has_last_part:
            raise _Nonsense("A piece of the final state came when none may come.")
        self._state_parts.append(part.text)
        self._has_last_part = part.is_last

    def _final_state(self, finished: Finished, line: EventLine) -> bytes | None:
        if finished.in_parts:
            if not self._has_last_part:
                raise _Nonsense("The final state is not whole.")
            return "".join(self._state_parts).encode()
        return state_text(line.text)

    def _stays(self, finished: Finished) -> bool:
        """Say whether the process takes another run: in a batch, after an end of the job's own."""
        is_batch = self._run is not None and self._run.batch and self.phase is Phase.RUNNING
        return is_batch and finished.exit_code in (ExitCode.SUCCESS, ExitCode.JOB_ERROR)

    def _finish(self, finished: Finished, state_json: bytes | None, *, is_last: bool) -> Finished:
        shown = msgspec.structs.replace(
            finished,
            state=msgspec.UNSET,
            in_parts=False,
            dropped_logs=finished.dropped_logs + self._dropped_strays,
        )
        self.ending = Ending(shown, state_json)
        self.phase = Phase.OVER if is_last else Phase.READY
        self._begin_run(None)
        return shown

    def _refuse(self, reason: str, line: Line) -> list[AnyEvent]:
        raw = line.start if isinstance(line, OverlongEvent) else line.text
        log = self._runner_log(f"{reason} The line begins: ", raw)
        self._cut = Cut.NONSENSE
        finished = finished_for(ProcessEnd(0), Circumstances(cut=Cut.NONSENSE))
        error = finished.error and msgspec.structs.replace(
            finished.error, details={"reason": self._redact(reason)}
        )
        finished = msgspec.structs.replace(finished, error=error)
        return [log, self._finish(finished, None, is_last=True)]

    def _runner_log(self, intro: str, raw: bytes) -> Log:
        # Redacted before it is cut: half a secret would not be recognised.
        shown = self._redact(raw[: RAW_LINE_CHARS * 8].decode(errors="replace"))[:RAW_LINE_CHARS]
        return Log(level="warn", source="runner", text=intro + shown)

    def _stray(self, line: StrayLine) -> list[AnyEvent]:
        """Show a line that an adaptor wrote past the console, within the log's limit."""
        if not line.text:
            return []
        is_silent = self._run is not None and self._run.no_console
        if is_silent or len(line.text) > self._stray_room:
            self._dropped_strays += 1
            return []
        self._stray_room -= len(line.text)
        text = self._redact(line.text.decode(errors="replace"))
        text += " … (the rest of the line was cut)" if line.is_cut else ""
        return [
            Log(level="info", source="adaptor", text=text, operation=self._order.operation),
        ]
