"""Secrets that are planted in a platform are in no file it writes, and in nothing it shows."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from openfn_studio.secrets.vault import Vault
from tests.stories.platform.serving import PASSPHRASE, Serve, launch_for_window, studio

CANARIES = {
    "credential": "canary-credential-8f1b",
    "pair": "canary-pair-password-77",
    "user": "canary-user-password-12",
}
SHOWS = """fn(state => {
  console.log('the password is', state.configuration.password);
  console.error(JSON.stringify(state.configuration), encodeURIComponent('x'));
  return { ...state, kept: state.configuration.password.length };
});
post('https://register.example/login', { body: s => ({ p: s.configuration.password }) });
fn(state => { throw new Error('refused ' + state.configuration.password); });"""


def call(running: Serve, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    with running.client as client:
        return client.post(path, json=body, headers=headers)


@pytest.fixture
def used(tmp_path: Path) -> tuple[Path, str, dict[str, str]]:
    """A data folder after all its secrets were used, what was shown, and the secrets."""
    data = tmp_path / "data"
    vault = Vault.open(data / "vault")
    vault.use_passphrase(PASSPHRASE)
    raw_key = vault.hand_over()
    running = launch_for_window(data, key=base64.b64encode(raw_key).decode())
    own = running.post("/api/projects", {"name": "Own"})
    login = {"name": "k", "body": {"password": CANARIES["credential"]}, "project_ids": [own["id"]]}
    credential = running.post("/api/credentials", login)["id"]
    trigger = {"project_id": own["id"], "name": "all", "type": "message", "criteria": {}}
    number = running.post("/api/triggers", {"trigger": trigger})["id"]
    job = {
        "project_id": own["id"], "name": "shows", "adaptor": "openfn-studio-standin",
        "expression": SHOWS, "credential_id": credential, "trigger_id": number, "autoprocess": True,
    }  # fmt: skip
    running.post("/api/jobs", {"job": job})
    user = {"email": "a@b.org", "password": CANARIES["user"]}
    running.post("/api/users", user)
    jwt = running.post("/api/login", {"session": user})["jwt"]
    token = running.post("/api/tokens", {"name": "t"})["access_token"]
    keys = f"/api/projects/{own['id']}/inbox_keys"
    key = running.post(keys, {"name": "k"})["key"]
    running.post(keys, {"username": "u", "password": CANARIES["pair"]})
    httpx.post(own["inbox_url"], json={}, headers={"x-api-key": key})
    httpx.post(own["inbox_url"], json={}, auth=("u", CANARIES["pair"]))
    httpx.post(own["inbox_url"], json={}, headers={"x-api-key": f"{key}x"})
    call(
        running, "/api/login", {"session": {"email": "a@b.org", "password": f"{CANARIES['user']}x"}}
    )
    call(running, "/api/credentials", {"name": "k", "body": {"password": CANARIES["credential"]},
                                       "project_ids": [own["id"]]})  # fmt: skip
    while running.get(f"/api/projects/{own['id']}")["queue"]["waiting"]:
        continue
    query = {"project_id": own["id"]}
    addresses = ("messages", "runs", "credentials", "users", "tokens", "projects", "jobs")
    shown = [json.dumps(running.get(f"/api/{name}", **query)) for name in addresses]
    shown += [json.dumps(running.get("/api/runs/1", **query))]
    shown += [json.dumps(running.get("/api/messages/1", **query))]
    for command in (("runs", "export"), ("messages", "export"), ("runs", "log", "1")):
        done = studio(data, *command, "--project", "Own")
        shown += [done.stdout, done.stderr]
    running.end()
    rest = running.process.communicate()
    secrets = {**CANARIES, "jwt": jwt, "token": token, "key": key, "vault": raw_key[1:].hex()}
    return data, "\n".join([*shown, *rest]), secrets


def test_no_secret_is_in_a_file_or_in_anything_that_is_shown(
    used: tuple[Path, str, dict[str, str]],
):
    data, shown, secrets = used
    files = [path for path in data.rglob("*") if path.is_file()]

    assert len(files) > 3
    for name, secret in secrets.items():
        forms = {secret, base64.b64encode(secret.encode()).decode().rstrip("=")}
        for form in forms:
            assert form not in shown, name
            found = [path.name for path in files if form.encode() in path.read_bytes()]
            assert found == [], (name, found)
    assert "the password is ••••" in shown
