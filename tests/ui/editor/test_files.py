"""Odd files: every byte stays, and nothing freezes."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.language.positions import Positions, Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.problem import apply_edits as applied
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.theme.look import Look
from tests.ui.editor.conftest import CTRL, Editing, press, show, type_text

ODD = [
    "",
    "no end",
    "a\r\nb\nc\rd\r\n",
    "\ufeffconst a = 1;\u00a0\n",
    "x\u2028y\u2029z",
    "nul \0 inside\n",
    "lone \ud83d half and \udc00",
    "👩🏽‍⚕️ አማርኛ العربية ភូមិ\n",
    "tab\tand\x0bcontrol\x1b",
]


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_kept_to_the_byte(editing: Editing, text: str) -> None:
    editor = editing("")

    editor.load(text)
    QApplication.processEvents()

    assert editor.text() == text
    assert not editor.surface.canUndo()
    assert not editor.surface.modify()


@pytest.mark.parametrize("text", ODD)
def test_typing_and_undoing_leaves_every_other_byte(
    qtbot: QtBot, editing: Editing, text: str
) -> None:
    editor = editing("")
    editor.load(text)
    press(qtbot, editor, Qt.Key.Key_End, CTRL)

    type_text(qtbot, editor, "ab")
    typed = editor.text()
    press(qtbot, editor, Qt.Key.Key_Z, CTRL)

    assert typed == text + "ab"
    assert editor.text() == text


def test_what_cannot_be_seen_is_shown(editing: Editing) -> None:
    editor = editing("a\u00a0b\u200bc")

    shown = [
        bytes(editor.surface.representation(each).data()).decode() for each in ("\u00a0", "\u200b")
    ]

    assert shown == ["°", "ZWSP"]


@pytest.fixture(scope="module")
def surface(qapp: QApplication) -> Surface:
    return Surface()


TEXTS = st.text(st.sampled_from("ab\n\ré😀\ud83d\u2028(ሰع"), max_size=30)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.integers(0, 40))
def test_places_are_those_of_the_language_room(surface: Surface, text: str, offset: int) -> None:
    surface.load(text)
    positions = Positions(text)
    offset = min(offset, positions.length(Unit.UTF16))

    position = surface.position_of(offset)

    assert position == positions.convert(offset, Unit.UTF16, Unit.UTF8)
    assert surface.utf16_of(position) == positions.convert(position, Unit.UTF8, Unit.UTF16)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, TEXTS)
def test_another_text_is_written_as_one_step(surface: Surface, old: str, new: str) -> None:
    from openfn_studio.ui.editor import writing

    surface.load(old)

    writing.replace_text(surface, new)
    written = surface.text()
    surface.undo()

    assert written == new
    assert surface.text() == old
    assert not surface.canUndo()


def test_edits_are_carried_out_as_the_language_room_means_them(
    qtbot: QtBot, editing: Editing
) -> None:
    text = "é😀 one two three"
    editor = editing(text)
    editor.surface.gotoPos(len("é😀 one".encode()))
    places = [("one", "1"), ("three", ""), ("two", "twenty\u00a0two")]
    edits = [
        TextEdit(Positions(text).range(start, start + len(word), Unit.CODE_POINT), new)
        for word, new in places
        for start in [text.index(word)]
    ]

    editor.apply_edits(edits)
    written = editor.text()
    press(qtbot, editor, Qt.Key.Key_Z, CTRL)

    assert written == applied(text, edits)
    assert editor.text() == text


def test_a_file_of_20_mb_opens_is_typed_into_and_searched(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("")
    text = "fn(state => state.data.value === 'some text');\n" * 420_000
    slowest = 0.0

    def timed(work: object) -> None:
        nonlocal slowest
        begin = time.perf_counter()
        work()
        QApplication.processEvents()
        slowest = max(slowest, time.perf_counter() - begin)

    timed(lambda: editor.load(text))
    opened = slowest
    slowest = 0.0
    timed(lambda: press(qtbot, editor, Qt.Key.Key_End, CTRL))
    timed(lambda: type_text(qtbot, editor, "x"))
    timed(lambda: editor.go_to(200_000, 5))
    timed(lambda: type_text(qtbot, editor, "y"))

    assert len(text) > 20_000_000 - 1_000_000
    assert editor.surface.textLength() == len(text) + 2
    # Generous: what is looked for is freezing, on any machine.
    assert opened < 5
    assert slowest < 3


def test_a_long_line_is_coloured_where_it_is_seen(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("")

    editor.load("fn(" + "'x', " * 20_000 + ");")
    qtbot.waitUntil(lambda: editor.parts.colouring.syntax.is_current)

    assert editor.surface.styleAt(4) == 2
    assert editor.surface.styleAt(100_000) == 0


def test_only_reading_is_possible_when_it_is_said(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("fn(a);\n")
    editor.set_read_only(True)

    with qtbot.waitSignal(editor.refused):
        type_text(qtbot, editor, "x")
    for key, modifiers in ((Qt.Key.Key_Return, None), (Qt.Key.Key_Slash, CTRL)):
        press(qtbot, editor, key, modifiers or Qt.KeyboardModifier.NoModifier)
    for command in ("move-down", "copy-down", "delete-line", "cut", "paste", "indent"):
        editor.commands[command]()

    assert editor.text() == "fn(a);\n"


def drop(editor: CodeEditor, data: QMimeData) -> None:
    viewport = editor.surface.viewport()
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QDragEnterEvent(QPoint(200, 8), *how))
    QApplication.sendEvent(viewport, QDropEvent(QPointF(200, 8), *how))


def test_dropped_files_are_opened_and_dropped_text_is_written(
    qtbot: QtBot, editing: Editing, tmp_path: Path
) -> None:
    editor = editing("abc\n")
    file, text = QMimeData(), QMimeData()
    file.setUrls([QUrl.fromLocalFile(str(tmp_path / "message.json"))])
    text.setText("DROP")

    with qtbot.waitSignal(editor.files_dropped) as dropped:
        drop(editor, file)
    drop(editor, text)

    assert dropped.args == [(tmp_path / "message.json",)]
    assert "DROP" in editor.text()


def test_two_views_of_one_text_are_one_text(qtbot: QtBot, look: Look, editing: Editing) -> None:
    first = editing("fn(state => {\n  a;\n});\n")
    second = show(qtbot, CodeEditor(look, shares=first))

    type_text(qtbot, second, "// ")
    QApplication.processEvents()
    press(qtbot, second, Qt.Key.Key_End, CTRL)

    assert first.text() == second.text() == "// fn(state => {\n  a;\n});\n"
    assert second.surface.styleAt(0) == 1
    first.parts.colouring.remove_view(second.surface)
