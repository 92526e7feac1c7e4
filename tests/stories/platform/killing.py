"""A server under load that is killed again and again, and what must be true of it afterwards."""

import json
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from openfn_studio.clock import SystemClock
from openfn_studio.domain.run import ExitCode
from openfn_studio.platform.lock import running_server
from openfn_studio.store.checkup import check_up
from openfn_studio.store.store import Store
from openfn_studio.store.text_index import waiting_for_index
from tests.stories.platform.serving import Serve, finish, launch_for_window

SENDERS = 4
ACCEPTED_BETWEEN_KILLS = 60
MATCHING = 10
"""One message in so many starts a run."""
STANDIN = "openfn-studio-standin"


@dataclass
class Load:
    """Sends numbered messages from several threads and remembers which were accepted."""

    accepted: list[int] = field(default_factory=list[int])
    sent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def next(self) -> int:
        with self._lock:
            self.sent += 1
            return self.sent

    def note(self, number: int) -> None:
        with self._changed:
            self.accepted.append(number)
            self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float = 60) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.accepted) >= count, timeout_s)


def send_until_gone(url: str, load: Load) -> None:
    """Post messages one after the other until the server is gone."""
    with httpx.Client(timeout=30) as client:
        while True:
            number = load.next()
            body = {"mark": f"mark-{number:09}", "runs": number % MATCHING == 0}
            try:
                answer = client.post(url, json=body)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                load.note(number)


def prepare(running: Serve) -> dict[str, Any]:
    project = running.post("/api/projects", {"name": "Load"})
    trigger = {
        "project_id": project["id"], "name": "runs", "type": "message", "criteria": {"runs": True},
    }  # fmt: skip
    number = running.post("/api/triggers", {"trigger": trigger})["id"]
    job = {
        "project_id": project["id"], "name": "job", "adaptor": STANDIN,
        "expression": "fn(s => { console.log(s.data.mark); return s; });", "trigger_id": number,
        "autoprocess": True,
    }  # fmt: skip
    running.post("/api/jobs", {"job": job})
    return project


def kill_again_and_again(data: Path, kills: int) -> Load:
    """Serve, load and kill so many times; the last time it may finish its work."""
    load = Load()
    running = launch_for_window(data)
    project = prepare(running)
    inbox = project["inbox_url"].rpartition("/inbox/")[2]
    for _ in range(kills):
        address = f"{running.url}/inbox/{inbox}"
        senders = [
            threading.Thread(target=send_until_gone, args=(address, load)) for _ in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        load.wait_for(len(load.accepted) + ACCEPTED_BETWEEN_KILLS)
        running.kill()
        for sender in senders:
            sender.join()
        finish(running.process)
        assert running_server(data) is None
        running = launch_for_window(data)
    while not _is_quiet(running, project["id"]):
        # Each look waits for the store; nothing here sleeps.
        continue
    running.end()
    finish(running.process)
    return load


def _is_quiet(running: Serve, project: int) -> bool:
    queue = running.get(f"/api/projects/{project}")["queue"]
    return queue["waiting"] == queue["running"] == 0


def problems_after(data: Path, load: Load) -> list[str]:
    """Return what is wrong with the database of a server that was killed again and again."""
    path = data / "databases" / "local.sqlite"
    store = Store(path, SystemClock(), keeps_index=True)
    try:
        while store.read(waiting_for_index).result():
            store.write(lambda _: None).result()
        bodies = store.read(_column, "SELECT body FROM message WHERE body LIKE '%mark-%'").result()
        found = Counter(json.loads(body)["mark"] for body in bodies)
        runs = store.read(_rows, _RUNS).result()
        searched = store.read(_rows, _SEARCHED).result()[0][0]
    finally:
        store.close()
    return [
        *_lost_or_doubled(found, load.accepted),
        *_repeated(runs),
        *([] if searched == len(bodies) else [f"search finds {searched} of {len(bodies)}"]),
        *check_up(path).problems,
    ]


_RUNS = (
    "SELECT message.number, group_concat(run.exit_code), (SELECT count(*) FROM waiting_run)"
    " FROM message JOIN message_match ON message_match.message_id = message.id"
    " LEFT JOIN run ON run.message_id = message.id GROUP BY message.id"
)
_SEARCHED = "SELECT count(*) FROM message_text WHERE text LIKE '%mark-%'"


def _lost_or_doubled(found: Counter[str], accepted: Sequence[int]) -> list[str]:
    lost = [number for number in accepted if found[f"mark-{number:09}"] == 0]
    doubled = [mark for mark, count in found.items() if count > 1]
    problems = [f"message {number} was accepted and is not there" for number in lost]
    return problems + [f"{mark} is there more than once" for mark in doubled]


def _repeated(runs: Sequence[tuple[int, str | None, int]]) -> list[str]:
    problems: list[str] = []
    for message, codes, waiting in runs:
        if waiting:
            return ["runs still wait"]
        if codes is None:
            problems.append(f"message {message} was never run")
        elif "," in codes:
            problems.append(f"message {message} was run more than once: {codes}")
        elif int(codes) not in (ExitCode.SUCCESS, ExitCode.UNEXPECTED):
            problems.append(f"the run of message {message} ended as {codes}")
    return problems


def _rows(connection: Any, query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def _column(connection: Any, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query)]
