"""What the editor can do, by the names the keymap and the action table use."""

from collections.abc import Callable

from openfn_studio.ui.editor.parts import Parts
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing.comments import MARKS

Command = Callable[[], object]
_CLOSE, _OPEN = 0, 1
_HEADER = 0x2000


def commands_of(
    parts: Parts, kind: Callable[[], str], find: Callable[[bool], None]
) -> dict[str, Command]:
    """Return the commands of one editor.

    Args:
        parts: The editor's.
        kind: Returns what kind of text it holds now.
        find: Opens the search bar; True with replacing.
    """
    surface = parts.surface
    return {
        **_line_commands(parts, kind),
        "undo": surface.undo,
        "redo": surface.redo,
        "select-all": surface.selectAll,
        "widen": parts.brackets.widen_selection,
        "bracket": parts.brackets.go_to_partner,
        "fold": lambda: _fold(surface, _CLOSE),
        "unfold": lambda: _fold(surface, _OPEN),
        "fold-all": lambda: surface.foldAll(_CLOSE),
        "unfold-all": lambda: surface.foldAll(_OPEN),
        "complete": parts.completer.offer,
        "signature": parts.tips.show_signature,
        "documentation": parts.tips.show_documentation,
        "fix": parts.fixes.open_at_caret,
        "breakpoint": parts.lines.toggle_breakpoint_at_caret,
        "find": lambda: find(False),
        "replace": lambda: find(True),
        "find-next": lambda: parts.finder.go_on(),
        "find-previous": lambda: parts.finder.go_on(backwards=True),
        "zoom-in": surface.zoomIn,
        "zoom-out": surface.zoomOut,
        "zoom-reset": lambda: surface.setZoom(0),
    }


def _line_commands(parts: Parts, kind: Callable[[], str]) -> dict[str, Command]:
    lines = parts.edit_lines

    def toggle_comment() -> None:
        mark = MARKS.get(kind())
        if mark is not None:
            lines.toggle_comment(mark)

    return {
        "cut": lines.cut_text,
        "copy": lines.copy_text,
        "paste": lines.paste_text,
        "comment": toggle_comment,
        "add-next": lines.add_next,
        "select-every": lines.select_every,
        "caret-above": lambda: lines.add_caret(above=True),
        "caret-below": lambda: lines.add_caret(above=False),
        "select-line": lines.select_line,
        "move-up": lambda: lines.move(up=True),
        "move-down": lambda: lines.move(up=False),
        "copy-up": lambda: lines.copy(up=True),
        "copy-down": lambda: lines.copy(up=False),
        "delete-line": lines.delete,
        "indent": lambda: lines.indent(deeper=True),
        "outdent": lambda: lines.indent(deeper=False),
    }


def _fold(surface: Surface, action: int) -> None:
    """Fold or unfold what the caret is in."""
    line = surface.lineFromPosition(surface.currentPos())
    is_header = surface.foldLevel(line) & _HEADER
    parent = line if is_header else surface.foldParent(line)
    if parent >= 0:
        surface.foldLine(parent, action)
