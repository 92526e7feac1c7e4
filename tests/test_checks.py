"""The static checks run as tests, so that one command says whether the tree is sound."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

CHECKS = {
    "ruff check": [sys.executable, "-m", "ruff", "check", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
    "import contract": [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_static_check_finds_nothing(name: str) -> None:
    done = subprocess.run(
        CHECKS[name], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_registry_or_a_machine_path() -> None:
    forbidden = re.compile(r"registry\.npm" + r"js|py" + r"pi\.org|python" + r"hosted|/wo" + r"rk/")
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked_files()
        if path.is_file() and (found := forbidden.search(path.read_text("utf-8", "replace")))
    ]

    assert named == []


def test_every_dependency_has_its_reason_in_the_architecture() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    names = re.findall(r'^  "([a-z0-9.-]+?)(?:\[|~|=)', pyproject, re.MULTILINE)
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").lower()

    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_room_is_in_the_architecture_and_under_the_import_contract() -> None:
    rooms = [path.parent.name for path in (ROOT / "openfn_studio").glob("*/__init__.py")]
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")

    assert len(rooms) > 10
    assert [room for room in rooms if f"`{room}/`" not in architecture] == []
    assert [room for room in rooms if f'"openfn_studio.{room}"' not in contracts] == []


def test_an_init_file_holds_one_docstring_only() -> None:
    fuller = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "openfn_studio").rglob("__init__.py")
        if not re.fullmatch(r'"""[^"]+"""\n', path.read_text("utf-8"))
    ]

    assert fuller == []


def modules_that_name(pattern: str) -> set[str]:
    """Return the modules of the program whose text has a pattern, as paths below the package."""
    package = ROOT / "openfn_studio"
    found = re.compile(pattern, re.MULTILINE)
    return {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if found.search(path.read_text("utf-8"))
    }


def test_widgets_live_in_the_window_and_in_its_root_only() -> None:
    named = modules_that_name(r"^\s*(?:from|import) PySide6\.(?:QtWidgets|QtGui)")

    assert len(named) > 50
    assert {name for name in named if not name.startswith("ui/") and name != "app.py"} == set()


def test_the_editor_widget_is_named_in_one_file() -> None:
    named = modules_that_name(r"pyside6_scintilla")

    assert named == {"ui/editor/scintilla.py"}


def test_pixels_know_no_network() -> None:
    libraries = r"(?:httpx|urllib\.request|http\.client|socket|PySide6\.QtNetwork)"
    named = modules_that_name(rf"^\s*(?:from|import) {libraries}\b")

    assert {name for name in named if name.startswith("ui/")} == set()
