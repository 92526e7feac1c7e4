"""Plants secrets in a credential and looks for them wherever they must not be."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner.protocol import AnyEvent, OperationStarted
from openfn_studio.runs.result import RunResult
from openfn_studio.runs.runs import Runs
from tests.runners.launching import HERE, launcher_of
from tests.unit.runs.trial import asking, runs_of

PASSWORD = 'canary/p@ss "word"'
CONFIGURATION: dict[str, Any] = {
    "baseUrl": "http://localhost:1",
    "username": "alice",
    "password": PASSWORD,
    "apiToken": "canary-token-0123456789",
    "pem": "-----BEGIN KEY-----\ncanaryLineOfAKeyThatIsLong\n-----END KEY-----",
    "nested": {"deep": ["canary-in-a-list"]},
    "pin": 48151623,
}
PLANTED = (
    b"canary",
    b"48151623",
    base64.b64encode(f"alice:{PASSWORD}".encode()),
    base64.b64encode(PASSWORD.encode()),
)

LEAKY_JOB = """
fn(state => {
  const c = state.configuration;
  console.log(c, c.password, [c.apiToken], `${c.pin}`, encodeURIComponent(c.password));
  console.error(Buffer.from(`${c.username}:${c.password}`).toString('base64'));
  return { ...state, data: { [c.apiToken]: { ...c, list: [JSON.stringify(c)] } } };
});
shout(state => JSON.stringify(state.configuration));
shout(state => state.configuration.pem);
fn(state => {
  const url = 'http://localhost:1/?p=' + encodeURIComponent(state.configuration.password);
  return ask(url)(state).catch(() => state);
});
fn(state => {
  const error = new Error('refused ' + state.configuration.password);
  error.details = { sent: state.configuration };
  throw error;
});
"""


@pytest.fixture
def runs() -> Iterator[Runs]:
    with runs_of() as made:
        yield made


def leaks_in(text: bytes) -> list[bytes]:
    return [planted for planted in PLANTED if planted in text]


def shown(events: list[AnyEvent], result: RunResult) -> bytes:
    seen = b"".join(msgspec.json.encode(event) for event in events)
    return seen + msgspec.json.encode(result.error) + repr(result).encode()


@pytest.mark.parametrize("mode", list(HttpMode))
@pytest.mark.parametrize("dialect", list(Dialect))
def test_no_event_and_no_error_shows_a_secret(runs: Runs, dialect: Dialect, mode: HttpMode):
    request = asking(LEAKY_JOB, configuration=CONFIGURATION, dialect=dialect, http_mode=mode)

    handle = runs.start(request)
    events = list(handle.events())

    text = shown(events, handle.result(0))
    assert b"refused" in text
    assert leaks_in(text) == []


def test_a_secret_in_the_final_state_is_exact_there_and_its_place_is_told(runs: Runs):
    job = "fn(state => ({ data: { copied: state.configuration.apiToken } }));"

    handle = runs.start(asking(job, configuration=CONFIGURATION))
    events = list(handle.events())
    result = handle.result(0)

    assert result.state == {"data": {"copied": CONFIGURATION["apiToken"]}}
    assert result.secret_paths == ("/data/copied",)
    assert leaks_in(b"".join(msgspec.json.encode(event) for event in events)) == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_no_other_program_can_read_a_secret_off_the_process(runs: Runs):
    job = "fn(state => {\n  for (;;) {}\n});"
    handle = runs.start(asking(job, configuration=CONFIGURATION))
    next(event for event in handle.events() if isinstance(event, OperationStarted))
    process = Path(f"/proc/{handle.pid}")

    arguments = (process / "cmdline").read_bytes()
    environment = (process / "environ").read_bytes()

    assert b"main.mjs" in arguments
    assert leaks_in(arguments + environment) == []
    assert set(environment.split(b"\0")) <= {
        b"",
        *(f"{name}={os.environ[name]}".encode() for name in ("LANG", "TZ") if name in os.environ),
    }
    handle.stop()


def test_nothing_is_written_where_the_process_runs(runs: Runs):
    folder = Path(os.readlink("/proc/self/cwd"))
    before = set(folder.iterdir())

    handle = runs.start(asking(LEAKY_JOB, configuration=CONFIGURATION))
    handle.result(20)

    assert set(folder.iterdir()) == before


def test_a_process_that_breaks_the_protocol_gives_no_secret_away():
    before = set(HERE.iterdir())
    with runs_of(launcher_of("bad_json")) as runs:
        handle = runs.start(asking(adaptors=(), configuration=CONFIGURATION))
        events = list(handle.events())

    assert leaks_in(shown(events, handle.result(0))) == []
    assert set(HERE.iterdir()) == before
