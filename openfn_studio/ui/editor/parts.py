"""The parts of one editor, each made for its surface."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from openfn_studio.language.problem import TextEdit
from openfn_studio.ui.editor.assist.completer import Completer
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.assist.tips import Tips
from openfn_studio.ui.editor.colouring import Colouring
from openfn_studio.ui.editor.colours.brackets import Brackets
from openfn_studio.ui.editor.find.finder import Finder
from openfn_studio.ui.editor.marks.lines import LineMarks
from openfn_studio.ui.editor.marks.notes import Notes
from openfn_studio.ui.editor.marks.problems import ProblemMarks
from openfn_studio.ui.editor.marks.same_word import SameWord
from openfn_studio.ui.editor.painting import Painter
from openfn_studio.ui.editor.quick_fixes import QuickFixes
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing.indentation import Indentation
from openfn_studio.ui.editor.typing.lines import LineCommands
from openfn_studio.ui.editor.typing.typist import Typist
from openfn_studio.ui.theme.look import Look


@dataclass(frozen=True, slots=True)
class Parts:
    """What works on one surface; each part knows the surface and no other part it need not.

    ``colouring``, ``notes``, ``problems`` and ``finder`` belong to the text: its views share them.
    """

    surface: Surface
    painter: Painter
    colouring: Colouring
    brackets: Brackets
    notes: Notes
    problems: ProblemMarks
    lines: LineMarks
    same_word: SameWord
    edit_lines: LineCommands
    typist: Typist
    finder: Finder
    completer: Completer
    tips: Tips
    fixes: QuickFixes


def parts_of(
    look: Look,
    surface: Surface,
    editor: QWidget,
    surroundings: Surroundings,
    shared: "Parts | None",
    indentation: Callable[[], Indentation],
    fix_chosen: Callable[[tuple[TextEdit, ...]], None],
) -> Parts:
    """Make the parts of an editor.

    Args:
        look: The look.
        surface: The text area.
        editor: The widget that lists and cards float over.
        surroundings: What completion knows.
        shared: The parts of another view of the text: what belongs to the text is shared with it.
        indentation: Returns the step of indentation in use.
        fix_chosen: Gets the edits of a quick fix.
    """
    painter = Painter(surface, look)
    colouring = shared.colouring if shared else Colouring(surface)
    colouring.add_view(surface, painter)
    notes = shared.notes if shared else Notes(surface)
    problems = shared.problems if shared else ProblemMarks(surface, notes)
    return Parts(
        surface=surface,
        painter=painter,
        colouring=colouring,
        brackets=Brackets(surface, colouring.syntax),
        notes=notes,
        problems=problems,
        lines=LineMarks(surface, notes),
        same_word=SameWord(surface),
        edit_lines=LineCommands(surface),
        typist=Typist(surface, colouring.syntax, indentation),
        finder=shared.finder if shared else Finder(surface),
        completer=Completer(surface, look, editor, surroundings.knowledge),
        tips=Tips(surface, look, editor, surroundings, problems.at),
        fixes=QuickFixes(surface, problems, notes, editor, fix_chosen),
    )
