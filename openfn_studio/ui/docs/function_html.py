"""A function's documentation as HTML: call, description, parameters, result, examples."""

from collections.abc import Callable, Iterable
from html import escape

from openfn_studio.ui.docs.markdown import inline_html, markdown_html
from openfn_studio.workbench.projects.adaptor_facts import (
    ExampleFact,
    FunctionFact,
    ParameterFact,
)

Code = Callable[[str], str]


def function_html(function: FunctionFact, origin: str, code: Code) -> str:
    """Return the documentation of a function.

    Args:
        function: What is known of it.
        origin: The adaptor it is of, e.g. ``http@7.2.10``.
        code: Colours code.
    """
    parts = [
        f'<p class="mono"><b>{escape(function.signature)}</b></p>',
        f'<p class="faint">{escape(_origin(function, origin))}</p>',
    ]
    if function.deprecated:
        parts.append(f'<p class="warn"><b>Deprecated.</b> {inline_html(function.deprecated)}</p>')
    if not function.has_docs:
        parts.append('<p class="muted">Its author wrote no documentation for it.</p>')
    parts.append(markdown_html(function.description, code))
    if function.parameters:
        parts.append(_head("Parameters"))
        parts += _list(function.parameters)
    if function.returns or function.returns_description:
        words = inline_html(function.returns_description)
        parts.append(_head("Returns"))
        parts.append(f"<p><code>{escape(function.returns)}</code> {words}</p>")
    parts += _examples(function.examples, code)
    return "".join(parts)


def call_template(function: FunctionFact) -> str:
    """Return the call one begins with when there is no example."""
    needed = [each.name for each in function.parameters if not each.is_optional]
    return f"{function.name}({', '.join(needed)});"


def _origin(function: FunctionFact, origin: str) -> str:
    return f"{origin}, passed on from language-common" if function.is_common else origin


def _list(parameters: Iterable[ParameterFact], prefix: str = "") -> Iterable[str]:
    for each in parameters:
        name = f"{prefix}...{each.name}" if each.is_rest else prefix + each.name
        notes = " ".join(filter(None, (each.type, _note(each))))
        words = f"<br>{inline_html(each.description)}" if each.description else ""
        yield (
            f'<p class="parameter"><span class="mono">{escape(name)}</span> &nbsp;'
            f'<span class="faint">{escape(notes)}</span>{words}</p>'
        )
        yield from _list(each.members, f"{prefix}{each.name}.")


def _head(text: str) -> str:
    return f'<p class="head">{text}</p>'


def _note(parameter: ParameterFact) -> str:
    if parameter.default:
        return f"(default {parameter.default})"
    return "(optional)" if parameter.is_optional else ""


def _examples(examples: tuple[ExampleFact, ...], code: Code) -> Iterable[str]:
    for number, example in enumerate(examples):
        title = "Example" if len(examples) == 1 else f"Example {number + 1}"
        caption = f"<p>{inline_html(example.caption)}</p>" if example.caption else ""
        yield (
            f"{_head(title)}{caption}<pre>{code(example.code.strip())}</pre>"
            f'<p class="small"><a href="do:insert:{number}">Insert</a> &nbsp; '
            f'<a href="do:copy:{number}">Copy</a></p>'
        )
