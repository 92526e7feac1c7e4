"""The tree of operations as one works with it: keys, the caret, undo, drag, the mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from openfn_studio.ui.optree.panel import TreePanel
from tests.stories.window.conftest import Hands


def open_tree(hands: Hands, job: str) -> TreePanel:
    """Open the sample's job and turn to its tree by keys alone."""
    hands.open_sample()
    hands.open_job(job)
    tree = hands.window.panels.tree
    hands.press("Ctrl+Alt+2")
    hands.until(tree.isVisible)
    hands.until(lambda: _is_read(hands))
    return tree


def _is_read(hands: Hands) -> bool:
    found = hands.bench.analyses.analysis(hands.pane.buffer.id)
    return found is not None and found.exports is not None


def chosen(tree: TreePanel) -> str:
    """The line that is chosen."""
    return str(tree.trees.view.currentIndex().data())


def key(hands: Hands, name: Qt.Key, mask: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(hands.focus, name, mask or Qt.KeyboardModifier.NoModifier)


def test_operations_are_edited_by_keyboard_and_undone_one_by_one(hands: Hands) -> None:
    tree = open_tree(hands, "register-child")
    original = hands.text
    view = tree.trees.view
    hands.until(view.hasFocus)
    view.collapseAll()
    key(hands, Qt.Key.Key_Home)
    assert chosen(tree) == "alterState state => …"
    key(hands, Qt.Key.Key_Down)
    assert chosen(tree) == "post '/children'"
    assert hands.pane.editor.caret.selection.line == 17

    # Move it up, with the keyboard still in the tree.
    key(hands, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    hands.until(lambda: "});\n\n// A form about" in hands.text)
    assert chosen(tree) == "post '/children'"
    hands.until(lambda: view.currentIndex().row() == 0)
    assert chosen(tree) == "post '/children'"
    assert view.hasFocus()

    # Switch it off and on: the text is what it was before.
    moved = hands.text
    key(hands, Qt.Key.Key_Space)
    hands.until(lambda: hands.text.startswith("// post('/children'"))
    hands.until(lambda: chosen(tree) == "post")
    key(hands, Qt.Key.Key_Space)
    hands.until(lambda: hands.text == moved)

    # Each was one step of undo.
    hands.press("Ctrl+Alt+1")
    hands.press("Ctrl+Z")
    assert hands.text.startswith("// post('/children'")
    hands.press("Ctrl+Z")
    hands.press("Ctrl+Z")
    assert hands.text == original


def test_a_value_is_edited_in_the_tree_and_the_caret_leads_the_tree(hands: Hands) -> None:
    tree = open_tree(hands, "register-child")
    hands.press("Ctrl+Alt+1")
    hands.pane.go_to(17, 8)
    tree.trees.view.expand(tree.trees.view.entries.index(1, 0))
    hands.pane.go_to(17, 9)
    hands.until(lambda: chosen(tree) == "path: '/children'")
    assert [crumb.text for crumb in tree.foot.trail.crumbs] == ["2 post", "path"]

    hands.press("Ctrl+Alt+2")
    key(hands, Qt.Key.Key_F2)
    hands.type("/new children")
    key(hands, Qt.Key.Key_Return)

    hands.until(lambda: "post('/new children', {" in hands.text)
    hands.until(lambda: chosen(tree) == "path: '/new children'")


def test_a_function_is_inserted_and_its_hole_is_typed_over(hands: Hands) -> None:
    tree = open_tree(hands, "register-child")
    tree.trees.view.collapseAll()
    key(hands, Qt.Key.Key_Home)
    key(hands, Qt.Key.Key_Insert)
    hands.until(lambda: tree.editing.picker is not None and tree.editing.picker.search.hasFocus())
    hands.type("put")
    key(hands, Qt.Key.Key_Return)

    hands.until(lambda: "put('path');" in hands.text)
    # The keyboard is where the path is to be written.
    hands.frame.activateWindow()
    hands.until(hands.pane.editor.surface.hasFocus)
    hands.type("/visits")

    assert "\n\nput('/visits');\n\npost('/children'" in hands.text
