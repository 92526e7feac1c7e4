"""Files that other programs change, delete or hold; folders that go; a second window."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from openfn_studio.ui.changes.diff_dialog import DiffDialog
from tests.stories.window.conftest import Hands


def open_first(hands: Hands) -> Path:
    folder = hands.open_sample()
    hands.until_read()
    return folder / "jobs" / "register-child.js"


def test_a_clean_text_takes_what_is_on_the_disk(hands: Hands) -> None:
    file = open_first(hands)
    before = hands.text
    file.write_text("fn(state => state);\n")
    hands.until(lambda: hands.text == "fn(state => state);\n")
    assert not hands.pane.buffer.is_dirty
    hands.press("Ctrl+Z")
    hands.until(lambda: hands.text == before)


def test_an_unsaved_text_asks_and_stays(hands: Hands) -> None:
    file = open_first(hands)
    hands.type("// mine ")
    mine = hands.text
    file.write_text("// theirs\n")
    banner = hands.window.editing.text_banner.banner
    hands.until(banner.isVisible)
    assert banner.text.startswith("register-child.js was changed by another program.")
    assert hands.text == mine

    hands.click(hands.button(banner, "Keep mine"))
    hands.press("Ctrl+S")
    hands.until(lambda: file.read_text() == mine)
    assert not banner.isVisible()


def test_the_difference_is_shown_before_theirs_is_taken(hands: Hands) -> None:
    file = open_first(hands)
    hands.type("// mine ")
    mine = hands.text
    file.write_text("// theirs\n")
    banner = hands.window.editing.text_banner.banner
    hands.until(banner.isVisible)
    hands.click(hands.button(banner, "See difference"))
    dialog = hands.dialog(DiffDialog)
    hands.click(hands.button(dialog, "Take theirs"))
    hands.come_back()
    hands.until(lambda: hands.text == "// theirs\n")
    hands.until(lambda: not banner.isVisible())
    hands.press("Ctrl+Alt+1")
    hands.press("Ctrl+Z")
    hands.until(lambda: hands.text == mine)


def test_a_save_writes_over_nothing_that_was_not_seen(hands: Hands) -> None:
    file = open_first(hands)
    hands.type("// mine ")
    file.write_text("// theirs\n")
    hands.press("Ctrl+S")
    hands.until(hands.window.editing.text_banner.banner.isVisible)
    assert file.read_text() == "// theirs\n"
    assert hands.pane.buffer.is_dirty


def test_a_file_deleted_while_open_keeps_its_text(hands: Hands) -> None:
    file = open_first(hands)
    text = hands.text
    file.unlink()
    banner = hands.window.editing.text_banner.banner
    hands.until(banner.isVisible)
    assert "was deleted or moved" in banner.text
    assert hands.text == text
    hands.click(hands.button(banner, "Save it again"))
    hands.until(file.exists)
    assert file.read_text() == text
    hands.until(lambda: not banner.isVisible())


def test_a_project_folder_moved_away_is_told_and_comes_back(hands: Hands) -> None:
    file = open_first(hands)
    hands.type("// mine ")
    text = hands.text
    folder = file.parents[1]
    away = folder.rename(folder.with_name("elsewhere"))
    hands.bench.project.check()
    banner = hands.window.banner
    hands.until(banner.isVisible)
    assert hands.text == text
    hands.press("Ctrl+S")
    assert hands.text == text

    away.rename(folder)
    hands.bench.project.check()
    hands.until(lambda: not banner.isVisible())
    hands.press("Ctrl+S")
    hands.until(lambda: file.read_text() == text)


def test_a_second_window_on_the_same_folder_brings_the_first_to_the_front(
    hands: Hands, qapp: QApplication
) -> None:
    folder = hands.open_sample()
    other = Hands.beside(hands, qapp)
    other.show()
    try:
        raised: list[bool] = []
        hands.bench.claim.raise_requested.connect(lambda: raised.append(True))
        other.bench.project.open(folder)
        other.until(lambda: bool(other.told()))
        assert other.told() == ["clinic is open in another window."]
        assert raised == [True]
        assert other.bench.project.fact is None
    finally:
        other.close()


def test_a_folder_of_plain_jobs_becomes_a_project_when_asked(hands: Hands, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "one.js").write_text("fn(state => state);\n")
    (folder / "two.js").write_text("fn(state => state);\n")
    hands.bench.project.open(folder)
    hands.until(hands.window.banner.isVisible)
    hands.click(hands.button(hands.window.banner, "Make a project"))
    hands.until(lambda: hands.bench.documents.current is not None)
    fact = hands.bench.project.fact
    assert fact is not None
    assert sorted(job.name for job in fact.project.jobs) == ["one", "two"]
    assert not hands.window.banner.isVisible()
    assert (folder / "one.js").read_text() == "fn(state => state);\n"
    # Its adaptor is not on this computer: that is said before anything runs.
    hands.start_run()
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.missing_adaptor == "common"


def test_a_project_yaml_of_v1_is_imported(hands: Hands, tmp_path: Path) -> None:
    source = tmp_path / "download" / "project.yaml"
    source.parent.mkdir()
    source.write_text(V1)
    target = tmp_path / "made"
    hands.bench.project.import_project(source, target)
    hands.until(lambda: hands.bench.documents.current is not None)
    assert hands.text.strip() == "fn(state => state);"
    fact = hands.bench.project.fact
    assert fact is not None
    assert [(job.name, job.trigger) for job in fact.project.jobs] == [("first-job", "arrivals")]


V1 = """jobs:
  first-job:
    expression: |
      fn(state => state);
    adaptor: '@openfn/language-common'
    trigger: arrivals
    credential: my-login
triggers:
  arrivals:
    type: message
    criteria: '{"kind":"arrival"}'
credentials:
  my-login:
    username: someone
"""
