"""Styles, themes, settings and what a screen reader is told."""

import gc
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.language.colouring import Role
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.contrast import contrast, is_dark, mixed, readable
from openfn_studio.ui.editor.numbers import Style
from openfn_studio.ui.editor.scintilla import bgr
from openfn_studio.ui.editor.settings import EditorSettings
from openfn_studio.ui.editor.style_preview import SAMPLE, StylePreview
from openfn_studio.ui.editor.syntax_style import AS_THEME, style_names, syntax_style
from openfn_studio.ui.theme.look import Look
from tests.ui.editor.conftest import Editing, show, type_text

NAMES = [style.name for style in style_names()]


def test_there_is_the_themes_style_ours_and_all_of_pygments() -> None:
    titles = [style.title for style in style_names()]

    assert titles[:2] == ["As the theme", "Clouds midnight"]
    assert {"monokai", "solarized-dark", "github-dark", "default"} <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_every_token_can_be_read_in_every_style(look: Look) -> None:
    styles = [syntax_style(look, name) for name in NAMES]

    unreadable = [
        (style.name, role)
        for style in styles
        for role in Role
        for ground, least in (
            (style.ground, 4.5),
            (style.current_line, 4.3),
            (style.selection, 2.7),
        )
        if contrast(style.tokens[role].colour, ground) < least
    ]

    assert unreadable == []
    assert all(contrast(style.line_number, style.ground) >= 4.5 for style in styles)
    assert all(contrast(style.caret, style.ground) >= 4.5 for style in styles)
    assert all(style.is_dark == is_dark(style.ground) for style in styles)


def test_what_is_selected_is_seen_also_in_the_line_of_the_caret(
    qtbot: QtBot, each_look: Look
) -> None:
    editor = show(qtbot, CodeEditor(each_look))
    editor.load("fn(state);\nget('/x');\n")
    wanted = QColor(syntax_style(each_look, AS_THEME).selection)

    for start, end in ((0, 9), (11, 20)):
        editor.surface.setSel(start, end)
        assert editor.caret.line == (1 if start == 0 else 2)
        qtbot.waitUntil(lambda: count_of(editor, wanted) > 500)


def count_of(editor: CodeEditor, colour: QColor) -> int:
    """Return how many points have about this colour."""
    picture = editor.grab().toImage()
    points = (
        picture.pixelColor(x, y) for x in range(0, 300, 1) for y in range(0, picture.height(), 2)
    )
    return sum(
        abs(one.red() - colour.red()) < 3
        and abs(one.green() - colour.green()) < 3
        and abs(one.blue() - colour.blue()) < 3
        for one in points
    )


def test_the_themes_style_can_be_read_in_every_theme(each_look: Look) -> None:
    style = syntax_style(each_look, AS_THEME)

    for role in Role:
        for ground in (style.ground, style.current_line):
            assert contrast(style.tokens[role].colour, ground) >= 4.5, role


def test_clouds_midnight_has_a_dark_blue_ground(look: Look) -> None:
    style = syntax_style(look, "clouds-midnight")
    red, green, blue = (int(style.ground[at : at + 2], 16) for at in (1, 3, 5))

    assert style.is_dark
    assert blue > 2 * red
    assert blue > green


def test_an_unknown_style_is_the_themes(look: Look) -> None:
    assert syntax_style(look, "gone").name == AS_THEME


def test_colours_are_mixed_and_made_readable() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert contrast("#000000", "#ffffff") == 21
    assert contrast(readable("#ffff00", "#ffffff"), "#ffffff") >= 4.5
    assert readable("#000000", "#ffffff") == "#000000"


def test_a_style_is_put_on_at_once(editing: Editing, look: Look) -> None:
    editor = editing("const a = 1;")
    before = editor.surface.styleBack(Style.DEFAULT)

    editor.set_style("clouds-midnight")

    assert before == bgr(look.colour("surface"))
    assert editor.surface.styleBack(Style.DEFAULT) == 0x331B10
    assert editor.surface.palette().base().color().name() == "#101b33"


def test_a_theme_is_followed_live(editing: Editing, look: Look) -> None:
    editor = editing("const a = 1;")

    look.use("dark")
    dark = editor.surface.styleBack(Style.DEFAULT)
    look.use("light")

    assert dark == 0x251E1B
    assert editor.surface.styleBack(Style.DEFAULT) == 0xFFFFFF


def test_the_scale_makes_code_and_margins_larger(editing: Editing, look: Look) -> None:
    editor = editing("const a = 1;")
    before = editor.surface.textHeight(0), editor.surface.marginWidthN(2)

    look.use(scale_percent=200)
    after = editor.surface.textHeight(0), editor.surface.marginWidthN(2)
    look.use(scale_percent=100)

    assert after[0] >= 1.8 * before[0]
    assert after[1] >= 1.8 * before[1]


def test_settings_are_followed(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("x")
    before = editor.surface.textHeight(0)

    editor.apply(
        EditorSettings(
            font_size=26,
            tab_width=4,
            wraps=True,
            shows_whitespace=True,
            closes_pairs=False,
            completes=False,
            shows_notes=False,
        )
    )
    type_text(qtbot, editor, "(")

    surface = editor.surface
    assert surface.textHeight(0) > 1.6 * before
    assert (surface.wrapMode(), surface.viewWS(), surface.indent()) == (1, 1, 4)
    assert editor.text() == "(x"
    assert not editor.parts.completer.is_eager
    assert surface.eOLAnnotationVisible() == 0


def test_zoom_makes_room_for_the_line_numbers(editing: Editing) -> None:
    editor = editing("x\n" * 2_000)
    before = editor.surface.marginWidthN(2)

    for _ in range(4):
        editor.commands["zoom-in"]()
    QApplication.processEvents()
    zoomed = editor.surface.marginWidthN(2)
    editor.commands["zoom-reset"]()
    QApplication.processEvents()

    assert zoomed > before
    assert editor.surface.marginWidthN(2) == before


def test_a_screen_reader_is_told_name_line_and_text(editing: Editing) -> None:
    editor = editing("fn(é);\nget(|'/x');\n")
    editor.surface.setAccessibleName("send.js")

    interface = QAccessible.queryAccessibleInterface(editor.surface)

    assert interface.role() == QAccessible.Role.EditableText
    assert interface.text(QAccessible.Text.Name) == "send.js, line 2, column 5"
    assert interface.text(QAccessible.Text.Value) == "fn(é);\nget('/x');\n"
    editor.set_read_only(True)
    assert interface.state().readOnly


def test_the_preview_shows_another_style_live(qtbot: QtBot, look: Look) -> None:
    preview = StylePreview(look, "monokai")
    qtbot.addWidget(preview)
    monokai = preview.editor.surface.styleBack(Style.DEFAULT)

    preview.set_style("clouds-midnight")
    type_text(qtbot, preview.editor, "x")

    assert monokai == 0x222827
    assert preview.editor.surface.styleBack(Style.DEFAULT) == 0x331B10
    assert preview.editor.text() == SAMPLE
    assert preview.sizeHint().height() > 200


def test_an_editor_a_screen_reader_looked_at_goes_whole(qtbot: QtBot, look: Look) -> None:
    gone: list[object] = []
    for _ in range(5):
        editor = CodeEditor(look)
        editor.load("fn(a);\n")
        interface = QAccessible.queryAccessibleInterface(editor.surface)
        assert interface.text(QAccessible.Text.Value) == "fn(a);\n"
        weakref.finalize(editor, gone.append, 1)
        editor.deleteLater()
        del editor, interface
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()

    assert len(gone) == 5
