"""What the panel says of the moment in view: its line, and words where there is no state."""

import re

from openfn_studio.errors import StudioError
from openfn_studio.ui.inspector.contents import Contents
from openfn_studio.ui.inspector.operation_line import Line
from openfn_studio.ui.inspector.wording import changes_text
from openfn_studio.workbench.running.facts import OperationFact, RunFact

_CALL = re.compile(r"[\w$.]*\s*\(\s*")
_TEXT = re.compile(r"""(['"`])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
_WORD = re.compile(r"[\w$.]+(?=\s*[,)\[.(])")
_LONGEST = 60

NO_RUN = Line(name="State")


def first_argument(text: str, operation: OperationFact) -> str:
    """Return an operation's first argument in short, when it is a text, a name or a function."""
    place = operation.range
    if place is None:
        return ""
    units = text.encode("utf-16-le")[place.start * 2 : min(place.end, place.start + 400) * 2]
    source = units.decode("utf-16-le", "replace")
    call = _CALL.match(source)
    if call is None:
        return ""
    rest = source[call.end() :]
    said = _TEXT.match(rest)
    if said:
        return said.group(2)[:_LONGEST]
    head = rest.split("\n", 1)[0]
    if "=>" in head:
        return f"{head.split('=>', 1)[0].strip()} => …"
    word = _WORD.match(rest)
    return word.group()[:_LONGEST] if word else ""


def line_of(run: RunFact, operation: OperationFact, contents: Contents | None) -> Line:
    """Return what is said of an operation."""
    number, name = str(operation.index + 1), operation.name
    argument = first_argument(run.text, operation)
    if operation.status == "failed":
        return Line(number, name, argument, "failed", "circle-x", "err")
    if operation.status == "interrupted":
        return Line(number, name, argument, "cut off", "circle-x", "err")
    if operation.status == "waiting":
        return Line(number, name, argument, "waits here", "pause", "info")
    if operation.status == "running":
        return Line(number, name, argument, "running", "loader", "info")
    if operation.status == "pending":
        return Line(number, name, argument, "not run", "circle-dashed", "text_muted")
    if contents is None or contents.merged is None:
        return Line(number, name, argument)
    return Line(number, name, argument, changes_text(len(contents.changes), is_cut=contents.is_cut))


def nothing_of(
    run: RunFact | None, operation: OperationFact | None, problem: StudioError | None
) -> tuple[str, str]:
    """Return the fact and the reason when there is no state to show."""
    if problem is not None:
        return problem.what, " ".join(part for part in (problem.means, problem.remedy) if part)
    if run is None:
        return "No state yet.", "Run the job to see the state after each operation."
    if operation is None:
        return _nothing_of_run(run)
    if operation.status == "pending" and run.is_over:
        return "This operation did not run.", "The run had ended before it."
    if operation.status == "pending":
        return "This operation has not run yet.", "Its state appears when the run gets there."
    return "There is no state of this operation.", "It was cut off before it ended."


def _nothing_of_run(run: RunFact) -> tuple[str, str]:
    if not run.is_over:
        return "The job is running.", "Its states appear when it ends or waits at a breakpoint."
    if run.error is not None:
        return "No operation was run.", run.error.message
    return "No operation was run.", "The job has no operation that its dialect runs."
