import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.__main__ import Passed, main, modules

ROOT = Path(__file__).parents[3]


def test_a_proof_that_passed_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "passed.json"
    Passed(file).add("testmode")
    Passed(file).add("core")

    assert Passed(file).names == {"core", "testmode"}


def test_each_module_of_the_folder_is_a_proof() -> None:
    folder = ROOT / "tests" / "proofs"
    named = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    named |= {path.parent.name for path in folder.glob("*/__init__.py")}

    assert named <= set(modules())


def test_an_unknown_proof_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed"]) == 3
    assert "No proof is called speed." in capsys.readouterr().out


def test_the_list_is_printed_and_nothing_is_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs", "--list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == list(modules())
