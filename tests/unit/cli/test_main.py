"""The last boundary of the command line."""

from pathlib import Path

import pytest
import typer

from openfn_studio.cli import main as cli
from tests.unit.cli.conftest import Studio


def test_a_fault_of_ours_is_told_without_a_trace_and_kept_in_the_log(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = typer.Typer()
    faulty.callback()(cli.options)

    @faulty.command("crash")
    def crash() -> None:
        raise KeyError("a bug")

    code = cli.main(["--data", str(data), "crash"], faulty)

    told = capsys.readouterr().err
    log = data / "logs" / "openfn-studio.log"
    assert code == 10
    assert "OpenFn Studio itself failed (KeyError)" in told
    assert "Traceback" not in told
    assert str(log) in told
    assert "KeyError: 'a bug'" in log.read_text()


def test_a_data_folder_that_cannot_be_made_is_told(studio: Studio, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    done = studio("--data", blocked / "data", "adaptors", "list")

    assert done.code == 3
    assert "--data" in done.err
