#!/usr/bin/env python3
"""Everything a developer runs, each the only command on a fresh machine. Standard library only.

python3 dev.py demo     run the sample end to end
python3 dev.py test     run all tests; further words go to pytest
python3 dev.py check    ruff, pyright and the import contract alone
python3 dev.py bench    measure, side by side where a peer runs; a name runs one benchmark
python3 dev.py proof    the long proofs; a name runs one, further words go to it
python3 dev.py build    a wheel in dist/
python3 dev.py lock     make requirements.lock anew from pyproject.toml
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
INPUTS = (LOCK, ROOT / "pyproject.toml", ROOT / "resources" / "runner" / "package-lock.json")

# Debian package -> the program it brings, and what needs it.
SYSTEM_PROGRAMS = {"strace": ("strace", "the tests that watch the network system calls")}


def main() -> int:
    """Run the command named on the command line and return its exit code."""
    words = sys.argv[1:]
    commands = {
        "demo": demo,
        "test": test,
        "check": check,
        "bench": bench,
        "proof": proof,
        "build": build,
        "lock": lock,
    }
    if not words or words[0] not in commands:
        print(__doc__)
        return 0 if words in ([], ["-h"], ["--help"]) else 3
    if sys.version_info < (3, 11):  # noqa: UP036 - any python3 may start this file
        print("OpenFn Studio needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 3
    install()
    return commands[words[0]](words[1:])


def demo(words: list[str]) -> int:
    """Run the sample end to end."""
    return run("-m", "openfn_studio", "demo", *words)


def test(words: list[str]) -> int:
    """Run the tests."""
    need_programs()
    return run("-m", "pytest", *words)


def check(words: list[str]) -> int:
    """Run the static checks alone."""
    return run("-m", "pytest", "tests/test_checks.py", *words)


def bench(words: list[str]) -> int:
    """Measure."""
    return run("-m", "benchmarks", *words)


def proof(words: list[str]) -> int:
    """Run the long proofs."""
    need_programs()
    return run("-m", "tests.proofs", *words)


def build(words: list[str]) -> int:
    """Build a wheel."""
    return run("-m", "hatchling", "build", "--target", "wheel", *words)


def lock(words: list[str]) -> int:
    """Resolve pyproject.toml into requirements.lock with uv, which this installs."""
    run("-m", "pip", "install", "--quiet", "uv")
    options = ("--universal", "--generate-hashes", "--no-annotate", "--python-version", "3.11")
    named = ("--group", "dev", "pyproject.toml", "--output-file", "requirements.lock")
    custom = ("--custom-compile-command", "python3 dev.py lock")
    return run("-m", "uv", "pip", "compile", "--quiet", *options, *custom, *named, *words)


def install() -> None:
    """Make .venv hold exactly what the lock names, with this project in it, once a change."""
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in INPUTS)).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Setting up .venv from requirements.lock (once; slow lines take minutes)", flush=True)
    make_venv()
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    steps = (
        (*pip, "--require-hashes", "--requirement", str(LOCK)),
        # Editable; its build hook runs npm for the Node program.
        (*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)),
    )
    for step in steps:
        if code := run(*step):
            sys.exit(code)
    STAMP.write_text(wanted)


def make_venv() -> None:
    """Create .venv, installing Debian's venv support first where it is split off."""
    if importlib.util.find_spec("ensurepip") is None:
        install_debian(["python3-venv"], "making a virtual environment")
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True, clear=True)


def need_programs() -> None:
    """See to the system programs the tests use."""
    missing = [name for name, (program, _) in SYSTEM_PROGRAMS.items() if not shutil.which(program)]
    if missing:
        install_debian(missing, ", ".join(SYSTEM_PROGRAMS[name][1] for name in missing))


def install_debian(packages: list[str], purpose: str) -> None:
    """Install Debian packages as root; otherwise print the one line that does."""
    line = f"apt-get install -y {' '.join(packages)}"
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        print(f"Not installed: {', '.join(packages)}, for {purpose}. Run: sudo {line}")
        return
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    subprocess.run(line.split(), check=False, stdout=subprocess.DEVNULL)


def run(*arguments: str) -> int:
    """Run .venv's Python in the project folder and return its exit code."""
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
