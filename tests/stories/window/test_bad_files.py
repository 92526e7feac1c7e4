"""Files no editor likes: the window shows them or says why not, and changes none of them."""

import time
from pathlib import Path

import pytest

from tests.stories.window.conftest import Hands

MEGABYTE = 1 << 20

FILES: dict[str, bytes] = {
    "binary.bin": bytes(range(256)) * 64,
    "large.js": (b"fn(state => state); // " + b"x" * 77 + b"\n") * (20 * MEGABYTE // 101),
    "one-line.json": b'{"a": "' + b"y" * (5 * MEGABYTE) + b'"}',
    "mixed.js": b"fn(s => s);\r\nfn(s => s);\nfn(s => s);\rfn(s => s);\n",
    "surrogate.js": b"const a = '\xed\xa0\x80';\n",
    "latin.js": b"// caf\xe9\n",
    "empty.js": b"",
    "bom.js": b"\xef\xbb\xbffn(s => s);\n",
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_shown_or_told_and_stays_as_it_is(hands: Hands, name: str) -> None:
    folder = hands.open_sample()
    file = folder / name
    file.write_bytes(FILES[name])
    before = len(hands.bench.documents.buffers)
    begun = time.monotonic()
    hands.bench.documents.open_file(file)

    def is_settled() -> bool:
        is_open = len(hands.bench.documents.buffers) > before
        return bool(hands.told()) or (is_open and hands.pane.buffer.title == name)

    hands.until(is_settled)
    assert time.monotonic() - begun < 10
    if not hands.told() and not hands.pane.buffer.is_read_only:
        hands.pane.go_to(1)
        hands.type("/")
        hands.press("Ctrl+S")
        hands.until(lambda: not hands.pane.buffer.is_dirty or bool(hands.told()))
        assert file.read_bytes() == b"/" + FILES[name]
    else:
        assert file.read_bytes() == FILES[name]
    hands.open_job("register-child")


def test_a_read_only_file_says_so_and_cannot_be_typed_into(hands: Hands) -> None:
    folder = hands.open_sample()
    file = folder / "samples" / "registration.json"
    file.chmod(0o444)
    hands.bench.documents.open_file(file)
    hands.until(lambda: hands.pane.buffer.title == "registration.json")
    if not hands.pane.buffer.is_read_only:
        pytest.skip("This user may write what nobody may write.")
    text = hands.text
    hands.type("x")
    assert hands.text == text
    assert "only be read" in hands.actions.reason_against("edit:comment")


def test_a_project_file_broken_by_hand_is_told(hands: Hands) -> None:
    folder: Path = hands.open_sample()
    (folder / "project.yaml").write_text("jobs: [\n  - {")
    hands.bench.project.check()
    hands.until(lambda: hands.window.banner.isVisible() or bool(hands.told()))
    assert hands.bench.project.fact is not None
    assert hands.text
