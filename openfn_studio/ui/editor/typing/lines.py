"""Commands on whole lines and on many carets."""

from PySide6.QtGui import QGuiApplication

from openfn_studio.ui.editor.scintilla import FindOption, Surface
from openfn_studio.ui.editor.typing.carets import one_step
from openfn_studio.ui.editor.typing.comments import LineEdit, toggled


class LineCommands:
    """What can be done to the lines the carets are on. Each is one step to undo."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._copied_line = ""
        """The line that was copied as a whole, while the clipboard holds it."""

    def toggle_comment(self, mark: str) -> None:
        """Comment the selected lines out, or back in when all are.

        Args:
            mark: What begins a comment.
        """
        if self._surface.readOnly():
            return
        first, last = self._selected_lines()
        lines = [
            self._surface.line_bytes(line).decode("utf-8", "surrogatepass")
            for line in range(first, last + 1)
        ]
        with one_step(self._surface):
            for edit in reversed(toggled(lines, mark)):
                self._apply(edit, first, lines[edit.line])

    def move(self, *, up: bool) -> None:
        """Move the selected lines over the one above or below; carets and marks go along."""
        surface = self._surface
        first, last = self._selected_lines()
        if surface.readOnly() or (first == 0 if up else last + 1 == surface.lineCount()):
            return
        # The other line goes round the selected ones: what is marked on them stays.
        other = first - 1 if up else last + 1
        text = surface.line_bytes(other)
        with one_step(surface):
            if up:
                end = surface.lineEndPosition(last)
                surface.replace(end, end, surface.line_end + text)
                start = surface.positionFromLine(other)
                surface.replace(start, surface.positionFromLine(first), b"")
            else:
                start = surface.lineEndPosition(last)
                surface.replace(start, surface.lineEndPosition(other), b"")
                at = surface.positionFromLine(first)
                anchor, caret = surface.anchor(), surface.currentPos()
                surface.replace(at, at, text + surface.line_end)
                # A caret where something is inserted does not move by itself.
                shift = len(text) + len(surface.line_end)
                surface.setSel(anchor + shift, caret + shift)
        surface.scrollCaret()

    def copy(self, *, up: bool) -> None:
        """Write the selected lines once more; the carets stay in the copy that is named."""
        surface = self._surface
        if surface.readOnly():
            return
        first, last = self._selected_lines()
        start, end = surface.positionFromLine(first), surface.lineEndPosition(last)
        anchor, caret = surface.anchor(), surface.currentPos()
        text = surface.part(start, end)
        with one_step(surface):
            surface.replace(start, start, text + surface.line_end)
        shift = len(text) + len(surface.line_end)
        # What was written stands above: to stay "up" means to stay where the carets were.
        shift = 0 if up else shift
        surface.setSel(anchor + shift, caret + shift)

    def delete(self) -> None:
        """Delete the selected lines."""
        surface = self._surface
        if surface.readOnly():
            return
        first, last = self._selected_lines()
        start = surface.positionFromLine(first)
        column = surface.column(surface.currentPos())
        if last + 1 < surface.lineCount():
            end = surface.positionFromLine(last + 1)
        else:
            # The last line has no end of its own: the one before it goes.
            start = surface.lineEndPosition(first - 1) if first else 0
            end = surface.textLength()
        with one_step(surface):
            surface.replace(start, end, b"")
        line = min(first, surface.lineCount() - 1)
        surface.setEmptySelection(surface.findColumn(line, column))
        surface.scrollCaret()

    def indent(self, *, deeper: bool) -> None:
        """Indent the selected lines by one step, or take one step away."""
        surface = self._surface
        if surface.readOnly():
            return
        first, last = self._selected_lines()
        step = surface.indent() or surface.tabWidth()
        with one_step(surface):
            for line in range(first, last + 1):
                now = surface.lineIndentation(line)
                if surface.lineLength(line) > 0 and (now or surface.line_bytes(line)):
                    surface.setLineIndentation(line, max(0, now + (step if deeper else -step)))

    def select_line(self) -> None:
        """Select the caret's line with its end; the next one too when pressed again."""
        surface = self._surface
        first, last = self._selected_lines()
        start = surface.positionFromLine(first)
        end = (
            surface.positionFromLine(last + 1)
            if last + 1 < surface.lineCount()
            else (surface.textLength())
        )
        if (surface.selectionStart(), surface.selectionEnd()) == (start, end):
            end = surface.positionFromLine(min(last + 2, surface.lineCount()))
            end = end if end > start else surface.textLength()
        surface.setSel(start, end)

    # ------------------------------------------------------------------ many carets

    def add_next(self) -> None:
        """Select the word at the caret, then with each call its next occurrence as well."""
        self._prepare_adding()
        self._surface.multipleSelectAddNext()

    def select_every(self) -> None:
        """Select every occurrence of what is selected, or of the word at the caret."""
        self._prepare_adding()
        if self._surface.selectionEmpty():
            self._surface.multipleSelectAddNext()
        self._surface.multipleSelectAddEach()

    def add_caret(self, *, above: bool) -> None:
        """Put one more caret into the line above the first, or below the last."""
        surface = self._surface
        places = [surface.selectionNCaret(number) for number in range(surface.selections())]
        edge = min(places) if above else max(places)
        line = surface.lineFromPosition(edge) + (-1 if above else 1)
        if not 0 <= line < surface.lineCount():
            return
        column = surface.column(surface.selectionNCaret(0))
        place = surface.findColumn(line, column)
        surface.addSelection(place, place)
        surface.scrollRange(place, place)

    # ------------------------------------------------------------------ clipboard

    def copy_text(self) -> None:
        """Copy what is selected; the whole line when nothing is."""
        surface = self._surface
        if not surface.selectionEmpty():
            self._copied_line = ""
            surface.copy()
            return
        line = surface.lineFromPosition(surface.currentPos())
        text = surface.line_bytes(line) + surface.line_end
        self._copied_line = text.decode("utf-8", "replace").replace("\r\n", "\n")
        QGuiApplication.clipboard().setText(self._copied_line)

    def cut_text(self) -> None:
        """Cut what is selected; the whole line when nothing is."""
        surface = self._surface
        if surface.readOnly():
            return
        if surface.selectionEmpty():
            self.copy_text()
            self.delete()
        else:
            surface.cut()

    def paste_text(self) -> None:
        """Paste; a line that was copied as a whole goes above the caret's line."""
        surface = self._surface
        is_line = self._copied_line and QGuiApplication.clipboard().text() == self._copied_line
        if not is_line or surface.readOnly() or not surface.selectionEmpty():
            surface.paste_text()
            return
        text = self._copied_line.rstrip("\n").encode("utf-8", "surrogatepass") + surface.line_end
        caret = surface.currentPos()
        start = surface.positionFromLine(surface.lineFromPosition(caret))
        with one_step(surface):
            surface.replace(start, start, text)
        surface.setEmptySelection(caret + len(text))

    # ------------------------------------------------------------------ inside

    def _prepare_adding(self) -> None:
        surface = self._surface
        is_word = surface.selectionEmpty() or surface.isRangeWord(
            surface.selectionStart(), surface.selectionEnd()
        )
        flags = int(FindOption.MatchCase) | (int(FindOption.WholeWord) if is_word else 0)
        surface.setSearchFlags(flags)
        surface.targetWholeDocument()

    def _selected_lines(self) -> tuple[int, int]:
        """Return the first and last line of the selection; one it only touches does not count."""
        surface = self._surface
        start, end = surface.selectionStart(), surface.selectionEnd()
        first, last = surface.lineFromPosition(start), surface.lineFromPosition(end)
        if last > first and end == surface.positionFromLine(last):
            last -= 1
        return first, last

    def _apply(self, edit: LineEdit, first: int, line: str) -> None:
        at = self._surface.positionFromLine(first + edit.line)
        start, end = (
            at + len(line[:column].encode("utf-8", "surrogatepass"))
            for column in (edit.start, edit.end)
        )
        self._surface.replace(start, end, edit.text.encode())
