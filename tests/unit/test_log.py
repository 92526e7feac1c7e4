import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfn_studio import log as app_log
from openfn_studio.log import AppLog

SECRET = "s3cret-pass"


def hide(text: str) -> str:
    return text.replace(SECRET, "••••")


@pytest.fixture
def written(tmp_path: Path) -> Iterator[AppLog]:
    made = AppLog(tmp_path, hide)
    yield made
    made.close()


def lines(folder: Path) -> list[str]:
    return (folder / app_log.FILE_NAME).read_text(encoding="utf-8").splitlines()


def test_a_line_tells_time_level_and_room(written: AppLog, tmp_path: Path):
    logging.getLogger("openfn_studio.runner").warning("it %s", "happened")

    (line,) = lines(tmp_path)
    assert line.endswith("Z WARNING openfn_studio.runner: it happened")
    assert line[4] == line[7] == "-"


def test_secrets_are_hidden_in_messages_arguments_and_tracebacks(written: AppLog, tmp_path: Path):
    try:
        raise ValueError(f"bad {SECRET}")
    except ValueError:
        logging.getLogger("openfn_studio").exception("login with %s failed", SECRET)

    text = "\n".join(lines(tmp_path))
    assert SECRET not in text
    assert "login with •••• failed" in text
    assert "ValueError: bad ••••" in text


def test_a_redaction_can_be_added_and_taken_away(written: AppLog, tmp_path: Path):
    logger = logging.getLogger("openfn_studio")

    take_away = written.add_redaction(lambda text: text.replace("token-1", "••••"))
    logger.info("a token-1")
    take_away()
    logger.info("b token-1")

    assert [line.rpartition(": ")[2] for line in lines(tmp_path)] == ["a ••••", "b token-1"]


def test_five_files_of_two_megabytes_are_kept(written: AppLog, tmp_path: Path):
    logger = logging.getLogger("openfn_studio")

    for _ in range(13):
        logger.info("x" * (1 << 20))

    files = list(tmp_path.iterdir())
    assert len(files) == app_log.FILES
    assert all(file.stat().st_size <= app_log.MAX_BYTES for file in files)


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    made = AppLog(tmp_path / "gone", hide)

    logging.getLogger("openfn_studio").info("lost")
    made.close()

    assert capfd.readouterr() == ("", "")
