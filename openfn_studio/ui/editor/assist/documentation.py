"""What is shown of functions, values and problems: facts into markup."""

import re

from openfn_studio.language.problem import Problem, Severity
from openfn_studio.state.shape import Shape
from openfn_studio.ui.editor.assist.card import code_line, paragraph
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.projects.adaptor_facts import FunctionFact, ParameterFact

_EXAMPLE_LINES = 8
_MOST_PARAMETERS = 8
_TONES = {Severity.ERROR: "err", Severity.WARNING: "warn", Severity.HINT: "info"}
_MARKDOWN = re.compile(r"\[([^\]]+)\]\([^)]*\)|[`*]{1,2}([^`*]+)[`*]{1,2}")


def signature_markup(look: Look, function: FunctionFact, argument: int) -> str:
    """Return a call tip: the signature with the parameter of an argument marked, and its words."""
    parameter = parameter_at(function, argument)
    name = parameter.name if parameter else ""
    parts = [code_line(look, function.signature, name)]
    if parameter:
        kind = f"{parameter.name}: {parameter.type}" if parameter.type else parameter.name
        words = plain(parameter.description)
        parts.append(paragraph(look, f"{kind}. {words}" if words else kind))
        parts.append(_members(look, parameter))
    else:
        parts.append(paragraph(look, plain(function.summary)))
    return "".join(parts)


def function_markup(look: Look, function: FunctionFact) -> str:
    """Return what an adaptor says of a function."""
    parts = [code_line(look, function.signature)]
    if function.deprecated:
        parts.append(paragraph(look, f"Deprecated. {function.deprecated}", role="warn"))
    parts.append(paragraph(look, plain(function.description), role="text"))
    for parameter in function.parameters[:_MOST_PARAMETERS]:
        head = " ".join(filter(None, (parameter.name, parameter.type)))
        words = plain(parameter.description)
        parts.append(paragraph(look, f"{head}: {words}" if words else head))
    if function.examples:
        lines = function.examples[0].code.strip().splitlines()
        more = "\n…" if len(lines) > _EXAMPLE_LINES else ""
        example = "\n".join(lines[:_EXAMPLE_LINES]) + more
        parts.append(paragraph(look, "Example", role="text_faint"))
        parts.append(code_line(look, example, role="text_muted"))
    return "".join(parts)


def value_markup(look: Look, expression: str, shape: Shape) -> str:
    """Return what the pinned input holds at a path."""
    presence = f"In {shape.presence:.0%} of the items. " if shape.presence < 0.995 else ""
    return "".join(
        (
            code_line(look, expression),
            paragraph(look, f"{presence}{shape.type_words.capitalize()} in the pinned input."),
            code_line(look, shape.example, role="string"),
        )
    )


def problem_markup(look: Look, problem: Problem) -> str:
    """Return a problem with what would mend it."""
    parts = [paragraph(look, problem.message, role=_TONES[problem.severity])]
    if problem.fixes:
        titles = " or ".join(fix.title for fix in problem.fixes)
        parts.append(paragraph(look, f"{titles}  (Ctrl+.)"))
    return "".join(parts)


def parameter_at(function: FunctionFact, argument: int) -> ParameterFact | None:
    """Return the parameter an argument goes to; a rest parameter takes all that follow."""
    if argument < len(function.parameters):
        return function.parameters[argument]
    last = function.parameters[-1] if function.parameters else None
    return last if last and last.is_rest else None


def plain(markdown: str) -> str:
    """Return Markdown's words without its signs, on one line."""
    return _MARKDOWN.sub(lambda match: match[1] or match[2], " ".join(markdown.split()))


def _members(look: Look, parameter: ParameterFact) -> str:
    names = [member.name for member in parameter.members]
    if not names:
        return ""
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return paragraph(look, f"Keys: {shown}", role="text_faint")
