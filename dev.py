#!/usr/bin/env python3
"""Everything a developer runs, each the only command on a fresh machine. Standard library only.

python3 dev.py demo     open the window on the sample and run it; without a display, under a virtual
                        screen, leaving a screenshot
python3 dev.py test     run all tests; further words go to pytest
python3 dev.py shots    pictures of every view in every theme, in shots/
python3 dev.py check    ruff, pyright and the import contract alone
python3 dev.py bench    measure, side by side where a peer runs; a name runs one benchmark
python3 dev.py proof    the long proofs; a name runs one, further words go to it
python3 dev.py build    a wheel in dist/
python3 dev.py lock     make requirements.lock anew from pyproject.toml
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Generator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
INPUTS = (
    LOCK,
    ROOT / "pyproject.toml",
    ROOT / "resources" / "runner" / "package-lock.json",
    ROOT / "resources" / "window" / "package-lock.json",
    ROOT / "resources" / "window" / "icons.txt",
)

# Debian package -> the program it brings, and what needs it.
SYSTEM_PROGRAMS = {"strace": ("strace", "the tests that watch the network system calls")}
VIRTUAL_SCREEN = {"xvfb": ("Xvfb", "a virtual screen")}
# Debian package -> the library Qt's wheel takes from the system.
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xinerama0": "libxcb-xinerama.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}


def main() -> int:
    """Run the command named on the command line and return its exit code."""
    words = sys.argv[1:]
    commands = {
        "demo": demo,
        "test": test,
        "shots": shots,
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
    """Open the window on the sample."""
    need_qt()
    with a_screen() as is_virtual:
        alone = ("--unattended",) if is_virtual else ()
        return run("-m", "openfn_studio", "demo", *alone, *words)


def test(words: list[str]) -> int:
    """Run the tests."""
    need_programs(SYSTEM_PROGRAMS)
    need_qt()
    return run("-m", "pytest", *words)


def shots(words: list[str]) -> int:
    """Take pictures of every view."""
    need_qt()
    return run("-m", "tests.shots", *words)


def check(words: list[str]) -> int:
    """Run the static checks alone."""
    return run("-m", "pytest", "tests/test_checks.py", *words)


def bench(words: list[str]) -> int:
    """Measure."""
    need_qt()
    return run("-m", "benchmarks", *words)


def proof(words: list[str]) -> int:
    """Run the long proofs."""
    need_programs(SYSTEM_PROGRAMS)
    need_qt()
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


def need_programs(wanted: dict[str, tuple[str, str]]) -> None:
    """See to system programs: Debian's name for each, the program, and what it is for."""
    missing = [name for name, (program, _) in wanted.items() if not shutil.which(program)]
    if missing:
        install_debian(missing, ", ".join(wanted[name][1] for name in missing))


def need_qt() -> None:
    """See to the system's libraries that Qt's wheel counts on."""
    if sys.platform != "linux":
        return
    missing = [package for package, library in QT_LIBRARIES.items() if not can_load(library)]
    if missing:
        install_debian(missing, "the window")


def can_load(library: str) -> bool:
    """Return whether the system has a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def a_screen() -> Generator[bool]:
    """Give Linux without a display a virtual one, and say whether the screen is one.

    Without Xvfb the program draws into memory, which it does by itself.
    """
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield False
        return
    need_programs(VIRTUAL_SCREEN)
    if not shutil.which("Xvfb"):
        yield True
        return
    command = ("Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp")
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as screen:
        number = screen.stdout.readline().strip() if screen.stdout else ""
        os.environ["DISPLAY"] = f":{number}"
        try:
            yield True
        finally:
            screen.terminate()


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
