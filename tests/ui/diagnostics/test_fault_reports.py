import subprocess
import sys
from pathlib import Path

import pytest

from openfn_studio.workbench.fault_reports import KEPT, FaultReports, fault_text

DYING = """
import os, sys
from pathlib import Path
from openfn_studio.workbench.fault_reports import FaultReports
watch = FaultReports(Path(sys.argv[1]), lambda: "versions", lambda text: text).watch()
print("ready", flush=True)
{end}
"""


@pytest.fixture
def reports(tmp_path: Path) -> FaultReports:
    return FaultReports(tmp_path, lambda: "versions", lambda text: text.replace("s3cret", "••"))


def caught(raising: object) -> Exception:
    try:
        raising()  # pyright: ignore
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError


def run(folder: Path, end: str) -> None:
    command = [sys.executable, "-c", DYING.format(end=end), str(folder)]
    subprocess.run(command, capture_output=True, timeout=60)


def test_a_report_says_where_it_was_and_quotes_no_data():
    def work() -> None:
        try:
            int("Sampley Example")
        except ValueError as error:
            raise KeyError("Sampley Example") from error

    text = fault_text(caught(work))

    assert "Sampley" not in text
    assert "KeyError\nraised after\n" in text
    assert "test_fault_reports.py:" in text
    assert " in work" in text
    assert str(Path(__file__).parent) not in text


def test_what_python_says_of_code_stays():
    assert "has no attribute 'nothing'" in fault_text(caught(lambda: object().nothing))  # pyright: ignore
    assert "errno 2" in fault_text(caught(lambda: Path("/no/such").read_bytes()))
    assert "/no/such" not in fault_text(caught(lambda: Path("/no/such").read_bytes()))


def test_places_in_packages_are_told_from_the_package_on(reports: FaultReports):
    def inside() -> None:
        FaultReports(Path(), lambda: str(1 // 0), str).write(ValueError(), "main")

    assert "  openfn_studio/workbench/fault_reports.py:" in fault_text(caught(inside))


def test_a_report_is_redacted_and_told_once(reports: FaultReports):
    report = reports.write(TypeError("no s3cret"), "MainThread")

    assert report
    assert "no ••" in report.text
    assert report.text.startswith("versions\nTime: ")
    assert [each.text for each in reports.untold()] == [report.text]

    reports.mark_told(report)

    assert reports.untold() == ()


def test_only_the_newest_reports_stay(reports: FaultReports, tmp_path: Path):
    for _ in range(KEPT + 3):
        reports.write(TypeError(), "MainThread")

    assert len(list(tmp_path.iterdir())) == KEPT


def test_nothing_is_written_where_nothing_can_be(tmp_path: Path):
    (tmp_path / "file").write_text("")
    nowhere = FaultReports(None, lambda: "", str)
    broken = FaultReports(tmp_path / "file", lambda: "", str)

    for reports in (nowhere, broken):
        assert reports.write(TypeError(), "MainThread") is None
        assert reports.untold() == ()
        assert reports.watch() is None


def test_a_program_that_died_of_a_fault_leaves_a_report(reports: FaultReports, tmp_path: Path):
    run(tmp_path, "os.abort()")

    (report,) = reports.untold()

    assert report.text.startswith("versions\n")
    assert "The program died." in report.text
    assert "Fatal Python error: Aborted" in report.text
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".new"]


@pytest.mark.parametrize("end", ["watch.close()", "os.kill(os.getpid(), 9)", "os._exit(3)"])
def test_a_program_that_ended_or_was_killed_leaves_none(
    reports: FaultReports, tmp_path: Path, end: str
):
    run(tmp_path, end)

    assert reports.untold() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_alive_is_let_be(reports: FaultReports, tmp_path: Path):
    command = [sys.executable, "-c", DYING.format(end="input()"), str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as living:
        assert living.stdout
        assert living.stdout.readline() == "ready\n"

        assert reports.untold() == ()
        assert len(list(tmp_path.glob("running-*.txt"))) == 1

        living.communicate("\n", timeout=60)
