"""Run the long proofs: ``python -m tests.proofs [name] [words for it… | more names…]``.

Without a name all run, one after the other, but for those that passed for exactly these files
before; ``--again`` runs these too, ``--list`` only says what there is.
"""

import hashlib
import importlib
import importlib.util
import json
import pkgutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import proofs

ROOT = Path(__file__).resolve().parents[2]
CALL = "--call"
# Proofs that live beside what they prove.
ELSEWHERE = {"core": "tests.parity.record_core"}


def main(words: list[str]) -> int:
    """Run what the words name; 1 when a proof failed, 3 for an unknown name."""
    if words[:1] == [CALL]:
        return _call(words[1], words[2:])
    known = modules()
    match words:
        case ["--list"]:
            print("\n".join(known))
            return 0
        case [] | ["--again"]:
            return _run_all(known, Passed.of_these_files(), is_again=bool(words))
        case [_, _, *_] if set(words) <= set(known):
            return max([_run_one(name, known[name], []) for name in words])
        case [name, *rest] if name in known:
            return _run_one(name, known[name], rest)
        case _:
            print(f"No proof is called {words[0]}. There are: {', '.join(known) or 'none'}.")
            return 3


def modules() -> dict[str, str]:
    """Return the proofs there are: name to module."""
    here = {
        each.name: f"{proofs.__name__}.{each.name}"
        for each in pkgutil.iter_modules(proofs.__path__)
        if not each.name.startswith("_")
    }
    beside = {name: module for name, module in ELSEWHERE.items() if _exists(module)}
    return dict(sorted((here | beside).items()))


class Passed:
    """Which proofs passed for one state of the files; kept in the temporary folder.

    Args:
        file: Where it is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.names = set(json.loads(file.read_text("utf-8"))) if file.exists() else set[str]()

    @classmethod
    def of_these_files(cls) -> "Passed":
        """Return the memory of the project's files as they are now."""
        folder = Path(tempfile.gettempdir()) / "openfn-studio-proofs"
        folder.mkdir(exist_ok=True)
        return cls(folder / f"{digest_of_files()}.json")

    def add(self, name: str) -> None:
        """Remember a proof."""
        self.names.add(name)
        self._file.write_text(json.dumps(sorted(self.names)), encoding="utf-8")


def digest_of_files() -> str:
    """Return a name for the commit with what was changed since."""
    digest = hashlib.sha256(_git("rev-parse", "HEAD") + _git("diff", "HEAD"))
    for name in _git("ls-files", "-z", "--others", "--exclude-standard").split(b"\0"):
        file = ROOT / name.decode()
        if file.is_file():
            digest.update(name + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _run_all(known: dict[str, str], passed: Passed, *, is_again: bool) -> int:
    summary: list[str] = []
    has_failed = False
    for name, module in known.items():
        if name in passed.names and not is_again:
            summary.append(f"{name}: passed before for these files")
            continue
        start = time.monotonic()
        code = _run_one(name, module, [])
        took = f"{time.monotonic() - start:.0f} s"
        if code == 0:
            passed.add(name)
            summary.append(f"{name}: passed, {took}")
        else:
            has_failed = True
            summary.append(f"{name}: FAILED, exit code {code}, {took}")
    print("\n".join(summary) or "There are no proofs yet.")
    return 1 if has_failed else 0


def _run_one(name: str, module: str, words: list[str]) -> int:
    """Run a proof in its own process: one that crashes leaves the others their turn."""
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", proofs.__name__, CALL, module, *words]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _call(name: str, words: list[str]) -> int:
    module = importlib.import_module(name)
    if not hasattr(module, "main"):
        module = importlib.import_module(f"{name}.__main__")
    return module.main(words)


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
