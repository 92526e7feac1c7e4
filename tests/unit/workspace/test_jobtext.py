import os
from pathlib import Path

import pytest

from openfn_studio.errors import EnvironmentProblem, StudioError, UserInputProblem
from openfn_studio.workspace.jobtext import MAX_BYTES, encode_job, read_job


@pytest.mark.parametrize(
    "data",
    [b"", b"a\r\nb\rc\n", b"\xef\xbb\xbffn()", "\u00a0ስም\u2028👩🏽‍⚕️".encode(), b"tab\tform\x0c"],
)
def test_text_is_read_and_written_byte_for_byte(tmp_path: Path, data: bytes):
    (tmp_path / "a.js").write_bytes(data)

    assert encode_job(read_job(tmp_path / "a.js")) == data


def test_the_largest_job_is_read_and_one_byte_more_is_not(tmp_path: Path):
    file = tmp_path / "a.js"
    file.write_bytes(b"x" * MAX_BYTES)
    assert len(read_job(file)) == MAX_BYTES

    file.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(UserInputProblem, match="has 5,242,881 bytes, but a job may have 5,242,880"):
        read_job(file)


@pytest.mark.parametrize(
    ("data", "says", "place"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "holds bytes that no text has", (None, None)),
        ("fn()".encode("utf-16"), "holds bytes that no text has", (None, None)),
        (b"ok\r\nna\xefve", "the byte 0xef is not UTF-8", (2, 3)),
        (b"\xed\xa0\xbd", "the byte 0xed is not UTF-8", (1, 1)),
    ],
)
def test_what_is_not_text_is_refused_with_its_place(
    tmp_path: Path, data: bytes, says: str, place: tuple[int | None, int | None]
):
    (tmp_path / "a.js").write_bytes(data)

    with pytest.raises(UserInputProblem) as caught:
        read_job(tmp_path / "a.js")

    assert says in caught.value.what
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == place


def test_what_cannot_be_opened_is_told_apart(tmp_path: Path):
    (tmp_path / "folder.js").mkdir()
    os.symlink(tmp_path / "loop.js", tmp_path / "loop.js")
    cases: dict[str, tuple[type[StudioError], str]] = {
        "missing.js": (UserInputProblem, "no job file"),
        "folder.js": (UserInputProblem, "is a folder"),
        "loop.js": (EnvironmentProblem, "cannot be read"),
    }

    for name, (kind, says) in cases.items():
        with pytest.raises(kind, match=says):
            read_job(tmp_path / name)
