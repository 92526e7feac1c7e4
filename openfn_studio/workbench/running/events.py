"""What a run's events add up to: a reducer from the runner's protocol to facts. Knows no Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from openfn_studio.domain.run import HttpMode
from openfn_studio.runner.protocol import (
    AnyEvent,
    Blocked,
    Compiled,
    Dns,
    Finished,
    Http,
    Log,
    OperationFailed,
    OperationFinished,
    OperationStarted,
    Ready,
    State,
    Waiting,
)
from openfn_studio.state import patch
from openfn_studio.state.history import History
from openfn_studio.workbench.running import conversion
from openfn_studio.workbench.running.facts import (
    BodyFact,
    ExchangeFact,
    LogFact,
    OperationFact,
    RunFact,
    WaitingFact,
)

BODY_ROOM = 64 << 20
"""Characters of bodies one run keeps in memory; what comes later is told by its size only."""


class RunStory:
    """One run as its events tell it. Not safe for threads: whoever shares it holds a lock.

    Args:
        begun: What is known when the run begins.
        body_room: Characters of bodies that are kept in memory.
    """

    def __init__(self, begun: RunFact, *, body_room: int = BODY_ROOM) -> None:
        self._fact = begun
        self._is_stale = False
        self._operations: list[OperationFact] = []
        self._exchanges: dict[int, ExchangeFact] = {}
        self._hosts: set[str] = set()
        self._look_ups: dict[str, int] = {}
        self._attempts = 0
        self._body_room = body_room
        self._new_lines: list[LogFact] = []
        self._line_count = 0
        self._waiting: Waiting | None = None
        self._is_waiting_told = False
        self._initial: bytes | None = None
        self._patches: list[list[dict[str, Any]] | None] = []
        self._history: History | None = None
        self.finished: Finished | None = None
        """The run's last event, once it came."""
        self._steps: dict[type[Any], Callable[[Any], None]] = {
            Ready: self._ready,
            Compiled: self._compiled,
            State: self._state,
            OperationStarted: self._started,
            OperationFinished: self._operation_finished,
            OperationFailed: self._operation_failed,
            Log: self._log,
            Http: self._http,
            Dns: self._dns,
            Blocked: self._blocked,
            Waiting: self._wait,
            Finished: self._finish,
        }

    # ------------------------------------------------------------ taking

    def take(self, event: AnyEvent) -> None:
        """Take one event; kinds that tell nothing to show are let be."""
        step = self._steps.get(type(event))
        if step is not None:
            step(event)
            self._is_stale = True

    def know(self, **fields: Any) -> None:
        """Set fields of the fact that no event tells: its number, its seal, its end."""
        self._fact = replace(self._fact, **fields)

    def leave_gate(self) -> None:
        """Note that the run was told to go on from where it waits."""
        if self._waiting is None:
            return
        statuses = {"before": "pending", "after": "finished", "error": "failed"}
        self._set(self._waiting.index, status=statuses[self._waiting.when])
        self._waiting = None
        self._is_stale = True

    def adopt(self, edited: Any) -> AnyEvent | None:
        """Note the state a person gave a waiting run instead of its own.

        The edit becomes part of what the operation before changed, so that states stay what the
        job saw. Returns the event that says so, for whoever records the run.
        """
        waiting = self._waiting
        if waiting is None or waiting.when == "error":
            return None
        change = patch.diff(waiting.state, edited)
        self._waiting = msgspec.structs.replace(waiting, state=edited)
        done = waiting.index + (waiting.when == "after")
        if not change or done > len(self._patches):
            return None
        if done == 0:
            event: AnyEvent = State(value=edited)
            self.take(event)
            return event
        return self._amend(done - 1, change)

    # ------------------------------------------------------------ giving

    @property
    def is_waiting(self) -> bool:
        """True while the run stands at a gate."""
        return self._waiting is not None

    def fact(self) -> RunFact:
        """Return the run as it stands."""
        if self._is_stale:
            self._fact = replace(
                self._fact,
                operations=tuple(self._operations),
                exchanges=tuple(self._exchanges.values()),
                log_lines=self._line_count,
            )
            self._is_stale = False
        return self._fact

    def new_lines(self) -> tuple[LogFact, ...]:
        """Return the log lines that came since this was asked last."""
        lines, self._new_lines = tuple(self._new_lines), []
        return lines

    def new_waiting(self) -> WaitingFact | None:
        """Return where the run waits, once for each time."""
        waiting = self._waiting
        if waiting is None or self._is_waiting_told:
            return None
        self._is_waiting_told = True
        state = _json(waiting.state)
        return WaitingFact(self._fact.id, waiting.index, waiting.when, state)

    def history(self) -> History | None:
        """Return the states so far; it grows with the run. None before the first, or when too big.

        The same object is returned each time, until an edited state changes what it knows.
        """
        if self._initial is None:
            return None
        if self._history is None:
            self._history = History(self._initial, self._patches)
        return self._history

    # ------------------------------------------------------------ an event each

    def _ready(self, event: Ready) -> None:
        loaded = tuple(f"{one.name}@{one.version}" for one in event.adaptors)
        self.know(adaptors=loaded or self._fact.adaptors)

    def _compiled(self, event: Compiled) -> None:
        self._operations = [conversion.operation_fact(one) for one in event.operations]

    def _state(self, event: State) -> None:
        self._initial = None if event.too_big else _json(event.value)
        self._history = None

    def _started(self, event: OperationStarted) -> None:
        self._waiting = None
        self._set(event.index, status="running", started_ms=event.ms)

    def _operation_finished(self, event: OperationFinished) -> None:
        self._patches.append(event.patch)
        self._set(
            event.index,
            status="finished",
            took_ms=event.took_ms,
            returned=event.returned,
            changes=None if event.patch is None else len(event.patch),
        )

    def _operation_failed(self, event: OperationFailed) -> None:
        self._patches.append(event.patch)
        self._set(
            event.index,
            status="failed",
            took_ms=event.took_ms,
            error=conversion.error_fact(event.error),
            changes=None if event.patch is None else len(event.patch),
        )

    def _log(self, event: Log) -> None:
        self._add_line(conversion.log_fact(event, self._line_count))

    def _http(self, event: Http) -> None:
        known = self._exchanges.get(event.id)
        if known is None:
            known = self._begin_exchange(event)
        if event.phase == "ask":
            self._exchanges[event.id] = replace(known, origin="asked", rule=event.rule)
        elif event.phase in ("response", "error"):
            self._exchanges[event.id] = replace(
                known,
                status=event.status,
                took_ms=event.took_ms,
                origin=event.origin,
                rule=known.rule if event.rule is None else event.rule,
                response_headers=event.headers,
                response_body=self._within_room(conversion.body_fact(event.body)),
                problem=(event.message or "No answer came.") if event.phase == "error" else None,
            )

    def _begin_exchange(self, event: Http) -> ExchangeFact:
        begun = conversion.requested(event)
        begun = replace(begun, request_body=self._within_room(begun.request_body))
        self._exchanges[event.id] = begun
        host = urlsplit(event.url).hostname or ""
        self._hosts.add(host)
        self._exchanges.pop(self._look_ups.pop(host, 0), None)
        if event.origin == "live" and self._fact.http_mode is HttpMode.LIVE:
            self.know(live_requests=self._fact.live_requests + 1)
        if event.operation is not None and event.operation < len(self._operations):
            made = self._operations[event.operation].requests
            self._set(event.operation, requests=made + 1)
        return begun

    def _dns(self, event: Dns) -> None:
        # Every request looks its host up first: only a look-up without a request is news.
        if event.host not in self._hosts and event.host not in self._look_ups:
            self._attempts -= 1
            self._look_ups[event.host] = self._attempts
            self._exchanges[self._attempts] = conversion.looked_up_exchange(event, self._attempts)

    def _blocked(self, event: Blocked) -> None:
        self._attempts -= 1
        self._exchanges[self._attempts] = conversion.blocked_exchange(event, self._attempts)

    def _wait(self, event: Waiting) -> None:
        self._waiting = event
        self._is_waiting_told = False
        self._set(event.index, status="waiting")

    def _finish(self, event: Finished) -> None:
        self.leave_gate()
        self.finished = event
        for operation in self._operations:
            if operation.status == "running":
                self._set(operation.index, status="interrupted")
        for exchange in self._exchanges.values():
            if exchange.is_open:
                self._exchanges[exchange.id] = replace(exchange, problem=conversion.NO_ANSWER)
        error = event.error and conversion.error_fact(event.error)
        for line in conversion.ending_lines(
            error,
            ms=event.ms or event.took_ms,
            dropped=event.dropped_logs,
            secret_paths=event.secret_paths,
            position=self._line_count,
        ):
            self._add_line(line)
        self.know(error=error)

    # ------------------------------------------------------------ inside

    def _set(self, index: int, **fields: Any) -> None:
        if 0 <= index < len(self._operations):
            self._operations[index] = replace(self._operations[index], **fields)

    def _add_line(self, line: LogFact) -> None:
        self._new_lines.append(line)
        self._line_count += 1

    def _within_room(self, body: BodyFact | None) -> BodyFact | None:
        """Return the body, without its text once the run's bodies fill their room."""
        if body is None:
            return None
        size = len(body.text or body.base64 or "")
        if size <= self._body_room:
            self._body_room -= size
            return body
        return BodyFact(body.size, text="", is_truncated=True)

    def _amend(self, index: int, change: list[dict[str, Any]]) -> AnyEvent | None:
        kept = self._patches[index]
        if kept is None:
            return None
        self._patches[index] = [*kept, *change]
        self._history = None
        done = self._operations[index]
        self._set(index, changes=len(kept) + len(change))
        self._is_stale = True
        return OperationFinished(
            index=index,
            took_ms=done.took_ms or 0.0,
            patch=self._patches[index],
            returned=done.returned or "object",
        )


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
