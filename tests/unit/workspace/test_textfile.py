from pathlib import Path

import pytest

from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace import textfile
from openfn_studio.workspace.textfile import read_text

STRANGE = ["a\r\nb\rc\n", "\ufeffa", "a\u00a0b", "", "ስም 👩🏽\u200d⚕️", "x" * 1_000_000]


@pytest.mark.parametrize("text", STRANGE)
def test_a_text_is_read_byte_for_byte(tmp_path: Path, text: str):
    file = tmp_path / "a.json"
    file.write_bytes(text.encode())

    assert read_text(file).encode() == file.read_bytes()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        (b"a\n\xff", "0xff is not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "0xed is not UTF-8"),
        (b"x" * (textfile.MAX_BYTES + 1), "at most"),
    ],
    ids=["binary", "latin-1", "half a character", "too large"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, says: str):
    file = tmp_path / "a.json"
    file.write_bytes(data)

    with pytest.raises(UserInputProblem, match=says) as caught:
        read_text(file)

    assert caught.value.place
    assert caught.value.place.file == file


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(UserInputProblem, match="There is no file"):
        read_text(tmp_path / "gone")
    with pytest.raises(UserInputProblem, match="is a folder"):
        read_text(tmp_path)
