"""The proof that an idle window talks to nobody: under strace it opens no IP connection.

The program runs on the sample as a user starts it, with a runner kept ready, and is left alone.

    python -m tests.proofs idle [SECONDS]
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from openfn_studio.paths import resources

SECONDS = 60
STRACE = shutil.which("strace")
_ROOT = Path(__file__).resolve().parents[2]
_CALLS = "trace=connect,sendto,sendmsg,sendmmsg,bind"
_IP = re.compile(r"AF_INET6?\b")
_CONTROL = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"


def connections(folder: Path, seconds: float) -> list[str]:
    """Leave the window alone for a while.

    Args:
        folder: An empty folder for the project, the user's data and the trace.
        seconds: How long.

    Returns:
        Strace's lines on IP addresses.

    Raises:
        RuntimeError: The window ended before its time.
    """
    project, trace = folder / "clinic", folder / "trace"
    shutil.copytree(resources() / "samples" / "clinic", project)
    words = [sys.executable, "-m", "openfn_studio", "--data", str(folder / "data"), "open"]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    process = subprocess.Popen(
        [str(STRACE), "-f", "-qq", "-e", _CALLS, "-o", str(trace), *words, str(project)],
        cwd=_ROOT,
        env=environ,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
    else:
        raise RuntimeError(f"The window ended by itself, with exit code {process.returncode}.")
    lines = trace.read_text("utf-8", "replace").splitlines()
    return [line for line in lines if _IP.search(line)]


def can_see(folder: Path) -> bool:
    """Tell whether strace may watch here at all: it must see a connection that is made."""
    trace = folder / "control"
    words = [str(STRACE), "-f", "-qq", "-e", _CALLS, "-o", str(trace)]
    subprocess.run([*words, sys.executable, "-c", _CONTROL], check=False)
    return trace.exists() and bool(_IP.search(trace.read_text("utf-8", "replace")))


def main(words: list[str]) -> int:
    """Run the proof; 1 when something was sent or nothing could be seen."""
    if STRACE is None:
        print("strace is missing: nothing can be proved. Install it.")
        return 1
    seconds = float(words[0]) if words else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        if not can_see(Path(folder)):
            print("strace saw nothing of a process that connects: nothing can be proved.")
            return 1
        found = connections(Path(folder), seconds)
        is_open = (Path(folder) / "data" / "session.json").exists()
    if not is_open:
        print("The window did not get as far as opening the project: nothing is proved.")
        return 1
    print("\n".join(found) or f"No IP connection in {seconds:.0f} idle seconds.")
    return 1 if found else 0
