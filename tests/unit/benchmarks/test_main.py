import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, main

ROOT = Path(__file__).parents[3]


def test_the_list_names_every_benchmark() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    for name in BENCHMARKS:
        assert f"{name}: " in done.stdout


def test_each_file_of_the_folder_is_in_the_list() -> None:
    texts = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}

    assert set(BENCHMARKS) == texts - {"__init__", "__main__", "job_texts"}


def test_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["speed"])

    assert code == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "No benchmark is called speed." in said
    assert "trivial_job" in said
