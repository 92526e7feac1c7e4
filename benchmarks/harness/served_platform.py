"""A platform served by a process of its own, for measuring it from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import httpx

from benchmarks.harness.studio_runs import BenchError

ROOT = Path(__file__).resolve().parents[2]
STANDIN = "openfn-studio-standin"
WAIT_S = 60


@dataclass(frozen=True)
class Served:
    """A running platform with one project."""

    pid: int
    url: str
    inbox: str
    data: Path
    client: httpx.Client

    def get(self, path: str, **query: Any) -> Any:
        """Return what is at an address."""
        return self.client.get(path, params=query or None).raise_for_status().json()

    def add_job(self, text: str, criteria: Any) -> None:
        """Add a job that is on, with a filter of its own."""
        trigger = {"project_id": 1, "name": "t", "type": "message", "criteria": criteria}
        made = self.client.post("/api/triggers", json={"trigger": trigger}).raise_for_status()
        job = {
            "project_id": 1, "name": "j", "trigger_id": made.json()["id"], "autoprocess": True,
            "adaptor": STANDIN, "expression": text,
        }  # fmt: skip
        self.client.post("/api/jobs", json={"job": job}).raise_for_status()

    def memory_mb(self) -> float:
        """Return how much memory the server takes now."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def served(data: Path) -> Generator[Served]:
    """Serve a data folder with one empty project."""
    command = [sys.executable, "-m", "openfn_studio", "--data", str(data), "serve",
               "--for-window", "--port", "0"]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=os.environ,
    )  # fmt: skip
    told = cast("IO[str]", process.stdin)
    told.write("\n")
    told.flush()
    line = cast("IO[str]", process.stdout).readline()
    if not line:
        raise BenchError(f"The platform did not start: {process.communicate()[1]}")
    fact = json.loads(line)
    headers = {"Authorization": f"Bearer {fact['token']}"}
    with httpx.Client(base_url=fact["url"], headers=headers, timeout=WAIT_S) as client:
        client.put("/api/projects/1", json={"name": "Sample"}).raise_for_status()
        for job in client.get("/api/jobs").json():
            client.put(f"/api/jobs/{job['id']}", json={"autoprocess": False})
        inbox = fact["inbox_url"]
        yield Served(process.pid, fact["url"], inbox, data, client)
    told.close()
    process.wait(WAIT_S)
