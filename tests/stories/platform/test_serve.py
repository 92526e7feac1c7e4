"""``serve`` as people use it: started, asked, pinged, refused a second time, stopped."""

import base64
import json
import re
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from openfn_studio.platform.lock import LOCK_NAME
from openfn_studio.secrets.vault import Vault
from tests.stories.platform.serving import (
    PASSPHRASE,
    TIMEOUT_S,
    finish,
    launch,
    launch_for_window,
    serve,
    studio,
)
from tests.unit.secrets.memory import MemoryKeyring, vault_in

STANDIN = "openfn-studio-standin"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_serve_says_where_it_is_has_the_sample_and_is_there_once(data: Path):
    process = launch(data, "--port", "0", "--passphrase-stdin")
    process.stdin.write(f"{PASSPHRASE}\n")  # type: ignore[union-attr]
    process.stdin.flush()  # type: ignore[union-attr]
    try:
        api = process.stdout.readline().split()  # type: ignore[union-attr]
        inbox = process.stdout.readline().split()  # type: ignore[union-attr]
        pinged = studio(data, "ping", inbox[1], "--json")
        listed = studio(data, "jobs", "list", "--json")
        second = studio(data, "serve", "--port", "0")
        process.send_signal(signal.SIGTERM)
        code = process.wait(TIMEOUT_S)
    finally:
        told = finish(process)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/api", api[1])
    assert (inbox[0], inbox[2]) == ("Inbox", "clinic")
    fact = json.loads(pinged.stdout)
    assert (fact["status"], fact["message"], fact["runs"]) == (200, 1, 0)
    assert fact["round_trip_ms"] > 0
    names = [job["name"] for job in json.loads(listed.stdout)]
    assert "register-child" in names
    assert all(job["test_mode"] for job in json.loads(listed.stdout))
    assert second.returncode == 3
    assert f"running already at {api[1].removesuffix('/api')}" in second.stderr
    assert (code, "Traceback" in told) == (0, False)
    assert not (data / LOCK_NAME).exists()


def test_the_samples_message_runs_the_samples_jobs_within_seconds(data: Path):
    sample = Path(__file__).parents[3] / "resources" / "samples" / "clinic"
    vault = vault_in(data, MemoryKeyring())
    vault.use_passphrase(PASSPHRASE)
    key = base64.b64encode(vault.hand_over()).decode()
    with serve(data, key=key) as running:
        message = sample / "samples" / "registration.json"
        pinged = studio(data, "ping", running.inbox, "--body", str(message), "--json")
        runs = running.get("/api/runs")

    assert json.loads(pinged.stdout)["success"] is True
    assert {run["job_name"] for run in runs} == {"register-child", "plan-vaccinations"}


def test_the_window_gets_one_line_and_ends_it_by_closing_stdin(data: Path):
    running = launch_for_window(data)
    try:
        owned = running.get("/api/users")
        running.process.stdin.close()  # type: ignore[union-attr]
        code = running.process.wait(TIMEOUT_S)
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.stdout.close()  # type: ignore[union-attr]
        running.process.stderr.close()  # type: ignore[union-attr]

    assert [user["is_owner"] for user in owned] == [True]
    assert code == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url)


def test_the_windows_token_is_for_one_start(data: Path):
    with serve(data) as first:
        token = first.token
        first.end()
    with serve(data) as second:
        old = httpx.get(f"{second.url}/api/jobs", headers={"Authorization": f"Bearer {token}"})

    assert second.token != token
    assert old.status_code == 401


def test_a_key_that_is_none_is_refused(data: Path):
    process = launch(data, "--for-window", "--port", "0")
    _, told = process.communicate("no key\n", timeout=TIMEOUT_S)

    assert process.returncode == 3
    assert "no key in base64" in told


def test_a_folder_is_imported_once(data: Path, tmp_path: Path):
    project = studio(data, "new", str(tmp_path / "ward"), "--sample")
    assert project.returncode == 0, project.stderr
    for _ in range(2):
        with serve(data, "--project", str(tmp_path / "ward")) as running:
            projects = running.get("/api/projects")
            jobs = running.get("/api/jobs")
            running.end()

    assert [one["name"] for one in projects] == ["ward"]
    assert not any(job["autoprocess"] for job in jobs)
    assert all(job["test_mode"] for job in jobs)


def test_a_job_of_the_stand_in_lists_and_makes_jobs_on_the_platform(data: Path):
    """The documented call of the adaptor ``openfn``, sent to a platform of one's own."""
    vault = Vault.open(data / "vault")
    vault.use_passphrase(PASSPHRASE)
    key = base64.b64encode(vault.hand_over()).decode()
    text = (Path(__file__).parents[3] / "resources/samples/clinic/jobs/list-jobs.js").read_text()
    with serve(data, key=key) as running:
        project = running.post("/api/projects", {"name": "Own"})["id"]
        trigger = {"project_id": project, "name": "all", "type": "message", "criteria": {}}
        number = running.post("/api/triggers", {"trigger": trigger})["id"]
        token = running.post("/api/tokens", {"name": "job"})["access_token"]
        text = text.replace("490", str(project)).replace("trigger_id: 1", f"trigger_id: {number}")
        body = {"baseUrl": running.url, "access_token": token}
        credential = running.post(
            "/api/credentials", {"name": "self", "body": body, "project_ids": [project]}
        )
        job = {
            "project_id": project, "name": "lists", "adaptor": STANDIN, "expression": text,
            "credential_id": credential["id"], "trigger_id": number, "autoprocess": True,
            "test_mode": False,
        }  # fmt: skip
        running.post("/api/jobs", {"job": job})
        with running.client as client:
            client.post(running.post("/api/projects", {"name": "x"})["inbox_url"], json={})
            inbox = next(p for p in running.get("/api/projects") if p["id"] == project)
        pinged = studio(data, "ping", inbox["inbox_url"], "--json")
        jobs = running.get("/api/jobs", project_id=project)
        log = running.get("/api/runs/1", project_id=project)["log"]

    assert json.loads(pinged.stdout)["success"] is True, log
    assert [one["name"] for one in jobs] == ["Untitled 1", "lists"]
    assert "Job created successfully!" in log
    assert token not in "\n".join(log)


def test_get_and_post_of_the_stand_in_reach_the_platform_too(data: Path):
    vault = Vault.open(data / "vault")
    vault.use_passphrase(PASSPHRASE)
    key = base64.b64encode(vault.hand_over()).decode()
    text = """
      get('api/jobs', { query: { project_id: 1 } }, state => {
        state.before = state.data.map(job => job.name);
        return state;
      });
      post('api/jobs', { body: { job: { project_id: 1, name: 'made' } } }, state => {
        console.log('made', state.data.id);
        return state;
      });
    """
    with serve(data, key=key) as running:
        own = running.post("/api/projects", {"name": "Own"})
        text = text.replace("project_id: 1", f"project_id: {own['id']}")
        token = running.post("/api/tokens", {"name": "job"})["access_token"]
        body = {"baseUrl": running.url, "access_token": token}
        credential = {"name": "self", "body": body, "project_ids": [own["id"]]}
        login = running.post("/api/credentials", credential)["id"]
        trigger = {"project_id": own["id"], "name": "all", "type": "message", "criteria": {}}
        number = running.post("/api/triggers", {"trigger": trigger})["id"]
        job = {
            "project_id": own["id"], "name": "calls", "adaptor": STANDIN, "expression": text,
            "credential_id": login, "trigger_id": number, "autoprocess": True, "test_mode": False,
        }  # fmt: skip
        running.post("/api/jobs", {"job": job})
        pinged = studio(data, "ping", own["inbox_url"], "--json")
        jobs = running.get("/api/jobs", project_id=own["id"])
        run = running.get("/api/runs/1", project_id=own["id"])

    assert json.loads(pinged.stdout)["success"] is True, run
    assert [one["name"] for one in jobs] == ["made", "calls"]
    assert run["final_state"]["before"] == ["calls"]


def test_what_is_wrong_with_the_words_is_exit_3(data: Path, tmp_path: Path):
    nowhere = studio(data, "serve", "--project", str(tmp_path / "nothing"), "--port", "0")
    odd = studio(data, "serve", "--port", "99999")
    unreachable = studio(data, "ping", "http://127.0.0.1:9/inbox/x")

    assert [one.returncode for one in (nowhere, odd, unreachable)] == [3, 3, 3]
    assert "no project.yaml" in nowhere.stderr
    assert "does not answer" in unreachable.stderr
    for one in (nowhere, odd, unreachable):
        assert "Traceback" not in one.stderr


def test_no_process_is_left_when_serve_is_killed(data: Path):
    with serve(data) as running:
        own = running.post("/api/projects", {"name": "Own"})
        trigger = {"project_id": own["id"], "name": "all", "type": "message", "criteria": {}}
        number = running.post("/api/triggers", {"trigger": trigger})["id"]
        endless = "fn(state => new Promise(() => { const on = () => setTimeout(on, 100); on(); }));"
        job = {
            "project_id": own["id"], "name": "endless", "adaptor": STANDIN, "expression": endless,
            "trigger_id": number, "autoprocess": True,
        }  # fmt: skip
        running.post("/api/jobs", {"job": job})
        httpx.post(own["inbox_url"], json={})
        children: list[str] = []
        while not children:
            children = children_of(running.process.pid)
        running.kill()

        for child in children:
            while Path(f"/proc/{child}/cmdline").exists() and is_node(child):
                continue


def children_of(pid: int) -> list[str]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return [child for child in found if is_node(child)]


def is_node(pid: str) -> bool:
    try:
        return b"node" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
