"""The proof that ``pip install .`` into an empty environment gives a program that runs a job."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOB = "alterState(state => { state.data.greeting = 'hello'; return state; });\n"
KEPT = ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "HTTP_PROXY")
"""Of the environment, only what a machine may need to reach its registries."""


def main(words: list[str]) -> int:
    """Install, run a job and the demo, and say what came out; 1 when any of it failed."""
    with tempfile.TemporaryDirectory() as folder:
        return _prove(Path(folder))


def _prove(folder: Path) -> int:
    home = folder / "home"
    home.mkdir()
    environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    environ |= {name: os.environ[name] for name in KEPT if name in os.environ}
    program = _installed(folder, environ)
    job = folder / "job.js"
    job.write_text(JOB, encoding="utf-8")
    run = _run([str(program), "run", str(job), "-a", "openfn-studio-standin", "-O"], environ)
    demo = _run([str(program), "demo"], environ)
    greeting = json.loads(run.stdout or "{}").get("data", {}).get("greeting")
    print(f"run: exit {run.returncode}, greeting {greeting!r}; demo: exit {demo.returncode}")
    is_good = run.returncode == demo.returncode == 0 and greeting == "hello"
    if not is_good:
        print(run.stderr, demo.stderr)
    return 0 if is_good else 1


def _installed(folder: Path, environ: dict[str, str]) -> Path:
    venv.create(folder / "venv", with_pip=True)
    binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", str(ROOT)]
    done = _run(pip, environ)
    if done.returncode:
        sys.exit(done.stderr)
    return binaries / "openfn-studio"


def _run(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # Not from the project's folder: its sources must not be what is imported.
    return subprocess.run(
        command, cwd=environ["HOME"], env=environ, capture_output=True, text=True, check=False
    )
