"""The text of an editor, as the documents bench asks for it."""

from shiboken6 import isValid

from openfn_studio.ui.editor.code_editor import CodeEditor


class LivingText:
    """An editor's text for as long as the editor is there; then what it was last asked for.

    Whoever owns an editor may delete it without a word, as Qt does with a window's children.
    """

    def __init__(self, editor: CodeEditor) -> None:
        self._editor = editor
        self._last = editor.text()

    def __call__(self) -> str:
        """Return the text."""
        if isValid(self._editor.surface):
            self._last = self._editor.text()
        return self._last
