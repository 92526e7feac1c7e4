"""Planted credential values turn up in no event, argument or environment."""

# ruff: noqa: E501 - a row of a table holds a whole job

import base64
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.unit.runner_js.client import Batch, Ended, RunnerProcess, run_alone

CONFIGURATION: dict[str, Any] = {
    "username": "alice-admin",
    "password": 'pl4nt "ed"/p@ss',
    "baseUrl": "https://example.org/api",
    "token": "planted-token-99",
    "pin": 87654321,
    "short": "abc",
    "nested": {"clientSecret": "planted-nested-1"},
    "list": ["planted-list-1"],
    "webhookUrl": "https://hooks.example.org/planted-hook",
}
WRITE_ONLY = ["webhookUrl"]


def canaries() -> list[str]:
    password, token = CONFIGURATION["password"], CONFIGURATION["token"]
    pair = f"alice-admin:{password}"
    return [
        password,
        json.dumps(password)[1:-1],
        urllib.parse.quote(password, safe=""),
        urllib.parse.quote_plus(password),
        base64.b64encode(password.encode()).decode().rstrip("="),
        base64.b64encode(pair.encode()).decode().rstrip("="),
        token,
        base64.b64encode(token.encode()).decode().rstrip("="),
        "87654321",
        "planted-nested-1",
        "planted-list-1",
        "planted-hook",
    ]


def shown(ended: Ended) -> str:
    """Everything the run told but its final state."""
    events = [dict(event) for event in ended.events if event["type"] != "state_part"]
    events[-1].pop("state", None)
    # Twice: as the texts are, and as JSON escapes them.
    return json.dumps(events, ensure_ascii=False) + " ".join(texts_in(events))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        yield from entries
        for item in entries.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from texts_in(item)
    else:
        yield str(value)


@pytest.fixture(scope="module")
def batches() -> Iterator[dict[str, Batch]]:
    made = {dialect: Batch(dialect) for dialect in ("v1", "v2")}
    yield made
    for batch in made.values():
        batch.close()


LEAKS = {
    "log of the state": "fn(s => { console.log(s); return s; });",
    "log of the configuration": "fn(s => { console.log(s.configuration, s.configuration.short); return s; });",
    "log of every value": "fn(s => { for (const k in s.configuration) if (k !== 'short') console.log(k, s.configuration[k]); return s; });",
    "log as JSON": "fn(s => { console.log(JSON.stringify(s), JSON.stringify(JSON.stringify(s))); return s; });",
    "log encoded": "fn(s => { const c = s.configuration; console.log(encodeURIComponent(c.password), Buffer.from(c.username + ':' + c.password).toString('base64'), Buffer.from(c.token).toString('base64')); return s; });",
    "an adaptor's log": "fn(s => say(s.configuration.password, s.configuration)(s));",
    "an adaptor's piecewise print": "fn(s => printPiecewise('a' + s.configuration.token, '\\n')(s));",
    "into the state": "fn(s => { s.data = { copied: s.configuration.password, all: s.configuration, pin: s.configuration.pin }; return s; });",
    "as a key of the state": "fn(s => { s.data[s.configuration.token] = 1; s.data['a/' + s.configuration.password] = 2; return s; });",
    "a spread copy": "fn(s => { s.data.copy = Object.assign({}, s.configuration); return s; });",
    "the whole state inside the state": "fn(s => ({ old: s, data: s.data }));",
    "a cycle to the root": "fn(s => { s.data.root = s; return s; });",
    "an error's message": "fn(s => { throw new Error('login failed for ' + s.configuration.password); });",
    "an error's details": "fn(s => { throw Object.assign(new Error('x'), { auth: s.configuration, headers: { authorization: 'Bearer ' + s.configuration.token } }); });",
    "an error's cause, name and code": "fn(s => { const e = new Error('x', { cause: new Error(s.configuration.token) }); e.cause = e.cause || new Error(s.configuration.token); e.name = s.configuration.token; e.code = s.configuration.token; throw e; });",
    "a thrown text": "fn(s => { throw s.configuration.token; });",
    "a thrown configuration": "fn(s => { throw s.configuration; });",
    "a function's name": "fn(s => { const o = { [s.configuration.token]() { throw new Error('x'); } }; return o[s.configuration.token](); });",
    "a function in the state": "fn(s => { s.data.f = { [s.configuration.token]() {} }; return s; });",
    "a secret in the job's text": "fn(s => { throw new Error('planted-token-99'); });",
    "an operation's argument": "fail('planted-token-99 alice');",
}  # fmt: skip


@pytest.mark.parametrize("dialect", ["v1", "v2"])
@pytest.mark.parametrize("name", LEAKS)
def test_no_event_shows_a_secret(name: str, dialect: str, batches: dict[str, Batch]) -> None:
    ended = batches[dialect].run(LEAKS[name], configuration=CONFIGURATION, write_only=WRITE_ONLY)

    text = shown(ended)
    assert [canary for canary in canaries() if canary in text] == []


def test_a_state_that_holds_the_configuration_is_shown_without_it(
    batches: dict[str, Batch],
) -> None:
    job = "fn(s => ({ old: s, conf: s.configuration }));"
    ended = batches["v2"].run(job, configuration=CONFIGURATION)

    assert "alice-admin" not in shown(ended)


def test_a_short_secret_is_masked_when_the_configuration_is_logged(
    batches: dict[str, Batch],
) -> None:
    ended = batches["v2"].run(
        "fn(s => { console.log(s); return s; });",
        configuration={"username": "bob", "password": "abc", "secure": True},
    )

    assert "username: 'bob'" in ended.logs[0]
    assert "password: '••••'" in ended.logs[0]


def test_a_request_shows_no_secret() -> None:
    job = """
      fn(s => get('http://example.org/?t=' + s.configuration.token, {
        method: 'POST',
        headers: {
          authorization: 'Basic ' + Buffer.from(s.configuration.username + ':' + s.configuration.password).toString('base64'),
          'x-token': s.configuration.token,
        },
        body: JSON.stringify({ pw: s.configuration.password, user: s.configuration.username }),
      })(s));
    """
    ended = run_alone(job, mode="test", configuration=CONFIGURATION, write_only=WRITE_ONLY)

    text = shown(ended)
    assert [canary for canary in canaries() if canary in text] == []
    request = ended.of("http")[0]
    assert request["url"] == "http://example.org/?t=••••"
    assert "alice-admin" in request["body"]["text"]


def test_a_gate_shows_no_secret() -> None:
    job = "fn(s => { s.data.token = s.configuration.token; return s; });"
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run(
            job, configuration=CONFIGURATION, breakpoints=[{"operation": 0, "when": "after"}]
        )
        events = runner.until_type("waiting")
        runner.send(type="continue")
        runner.end(events)

    assert events[-1]["state"]["data"] == {"token": "••••"}
    assert "configuration" not in events[-1]["state"]


def test_the_process_table_shows_no_secret() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run("fn(s => s);", configuration=CONFIGURATION, pause_at_start=True)
        runner.until_type("waiting")
        folder = Path(f"/proc/{runner.process.pid}")
        told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()

    assert [canary for canary in canaries() if canary.encode() in told] == []


def test_the_final_state_is_exact_and_its_secrets_are_named(batches: dict[str, Batch]) -> None:
    job = """fn(s => ({
      data: { 'a/b': ['x', 'with ' + s.configuration.token], pin: s.configuration.pin, user: s.configuration.username },
      configuration: s.configuration,
    }));"""
    ended = batches["v2"].run(job, configuration=CONFIGURATION)

    assert ended.state == {
        "data": {
            "a/b": ["x", "with planted-token-99"],
            "pin": 87654321,
            "user": "alice-admin",
        }
    }
    assert ended.finished["secret_paths"] == ["/data/a~1b/1", "/data/pin"]
    warning = ended.own_logs[-1]
    assert "/data/a~1b/1, /data/pin" in warning
    assert "planted" not in warning


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_configuration_is_there_for_the_job_and_gone_in_the_end(
    dialect: str, batches: dict[str, Batch]
) -> None:
    ended = batches[dialect].run(
        "fn(s => { s.user = s.configuration.username; return s; });", configuration=CONFIGURATION
    )

    assert ended.state == {"references": [], "data": {}, "user": "alice-admin"}
    assert ended.finished["secret_paths"] == []


def test_without_a_credential_the_configuration_is_empty(batches: dict[str, Batch]) -> None:
    ended = batches["v2"].run("fn(s => ({ got: s.configuration }));")

    assert ended.state == {"got": {}}


def test_a_batch_forgets_the_credential_before(batches: dict[str, Batch]) -> None:
    batch = batches["v2"]
    batch.run("fn(s => s);", configuration={"token": "first-token"})
    ended = batch.run(
        "fn(s => { console.log('first-token second-token'); return s; });",
        configuration={"token": "second-token"},
    )

    assert ended.logs == ["first-token ••••"]
