"""Function documentation from JSDoc comments in JavaScript and TypeScript declaration files.

The text is read comment by comment, so that a file in any dialect of JavaScript gives what it has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from openfn_studio.adaptors.function_doc import ExampleDoc, FunctionDoc, ParameterDoc

_DOCUMENTED = re.compile(
    r"/\*\*(?P<comment>(?:[^*]|\*(?!/))*)\*/\s*"
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?"
    r"function\s*\*?\s*(?P<name>[A-Za-z_$][\w$]*)\s*(?:<[^>(]*>)?\("
)
_TAG = re.compile(r"^@(\w+)[ \t]*", re.M)
_NAMED = re.compile(r"(\[[^\]]*\]|\.{0,3}[\w$.]+)?\s*(?:-\s+)?(.*)", re.S)
_CAPTION = re.compile(r"\s*<caption>(.*?)</caption>\s*", re.S)
_SAYS_OPTIONAL = re.compile(r"\(optional\)|^optional\b", re.I)
_OPTIONAL_BY_CUSTOM = frozenset(
    {"options", "callback", "callbacks", "params", "headers", "opts", "script", "query"}
)


@dataclass(slots=True)
class _Comment:
    """A comment taken apart."""

    description: str = ""
    parameters: list[ParameterDoc] = field(default_factory=list[ParameterDoc])
    examples: list[ExampleDoc] = field(default_factory=list[ExampleDoc])
    returns: str = ""
    returns_description: str = ""
    is_private: bool = False
    deprecated: str = ""


def read_jsdoc(source: str) -> Iterator[FunctionDoc]:
    """Yield the documented functions of a source file, in its order.

    Parameters are those of the function itself; the comment says their type and meaning.
    """
    for found in _DOCUMENTED.finditer(source):
        comment = _parsed(_without_stars(found["comment"]))
        written = list(_written_parameters(source, found.end()))
        yield FunctionDoc(
            found["name"],
            parameters=settle_optional(_merged(written, comment.parameters)),
            description=comment.description,
            examples=tuple(comment.examples),
            returns=comment.returns,
            returns_description=comment.returns_description,
            is_private=comment.is_private,
            deprecated=comment.deprecated,
        )


def settle_optional(parameters: tuple[ParameterDoc, ...]) -> tuple[ParameterDoc, ...]:
    """Mark parameters at the end optional where the author says so, or custom does.

    Published documentation rarely marks ``options`` and ``callback`` after the first parameter;
    adaptors let them be left out. A parameter before a required one stays required.
    """
    settled: list[ParameterDoc] = []
    may_be_left_out = True
    for place, parameter in reversed(list(enumerate(parameters))):
        # map(path, callback) needs its callback; get(path, params, callback) does not.
        first = 2 if parameter.name == "callback" else 1
        customary = place >= first and parameter.name in _OPTIONAL_BY_CUSTOM
        says = parameter.is_optional or bool(_SAYS_OPTIONAL.search(parameter.description))
        optional = says or parameter.is_rest or customary
        may_be_left_out = may_be_left_out and optional
        leave_out = (may_be_left_out or parameter.is_optional) and not parameter.is_rest
        settled.append(replace(parameter, is_optional=leave_out))
    return tuple(reversed(settled))


def _without_stars(comment: str) -> str:
    lines = [re.sub(r"^\s*\* ?", "", line).rstrip() for line in comment.splitlines()]
    return "\n".join(lines).strip("\n")


def _parsed(text: str) -> _Comment:
    tags = list(_TAG.finditer(text))
    comment = _Comment(description=text[: tags[0].start() if tags else None].strip())
    for tag, following in zip(tags, [*tags, None][1:], strict=True):
        body = text[tag.end() : following.start() if following else None]
        _take_tag(comment, tag[1], body)
    return comment


def _take_tag(comment: _Comment, title: str, body: str) -> None:
    match title:
        case "param" | "arg" | "argument":
            _take_parameter(comment, body)
        case "example":
            caption = _CAPTION.match(body)
            code = _dedented(body[caption.end() :] if caption else body)
            comment.examples.append(ExampleDoc(code, caption[1].strip() if caption else ""))
        case "returns" | "return":
            kind, rest = _braced(body)
            comment.returns = kind.strip("<> ")
            comment.returns_description = rest.strip().removeprefix("- ")
        case "private":
            comment.is_private = True
        case "deprecated":
            comment.deprecated = body.strip() or "It is deprecated."
        case "description":
            comment.description = comment.description or body.strip()
        case _:
            pass


def _take_parameter(comment: _Comment, body: str) -> None:
    kind, rest = _braced(body)
    named = _NAMED.match(rest.strip())
    if not named or not named[1]:
        return
    written = named[1]
    inner = written.strip("[]")
    name, _, default = (part.strip() for part in inner.partition("="))
    is_rest = kind.startswith("...") or name.startswith("...")
    parameter = ParameterDoc(
        name.lstrip("."),
        type=kind.strip("=").removeprefix("..."),
        description=re.sub(r"\s+", " ", named[2]).strip(),
        is_optional=written.startswith("[") or kind.endswith("="),
        is_rest=is_rest,
        default=default,
    )
    owner, _, member = parameter.name.rpartition(".")
    owners = [known for known in comment.parameters if owner and known.name == owner]
    if owners:
        place = comment.parameters.index(owners[0])
        members = (*owners[0].members, replace(parameter, name=member))
        comment.parameters[place] = replace(owners[0], members=members)
    elif not owner:
        comment.parameters.append(parameter)


def _merged(
    written: list[ParameterDoc], documented: list[ParameterDoc]
) -> tuple[ParameterDoc, ...]:
    """Join the parameters a function has with what its comment says of them."""
    if not written:
        return tuple(documented)
    said = {parameter.name: parameter for parameter in documented}
    merged: list[ParameterDoc] = []
    for parameter in written:
        about = said.get(parameter.name)
        if about:
            parameter = replace(
                about,
                is_optional=parameter.is_optional or about.is_optional,
                is_rest=parameter.is_rest or about.is_rest,
                default=parameter.default or about.default,
            )
        merged.append(parameter)
    return tuple(merged)


def _written_parameters(source: str, start: int) -> Iterator[ParameterDoc]:
    """Yield the parameters of a function whose opening bracket ends at ``start``."""
    for part in _split_at_commas(source, start):
        text, _, default = part.partition("=")
        name, colon, kind = text.partition(":")
        name = name.strip()
        is_rest = name.startswith("...")
        bare = name.lstrip(".").rstrip("?").strip()
        if not re.fullmatch(r"[A-Za-z_$][\w$]*", bare):
            continue  # a destructured parameter has no name to show
        optional = name.endswith("?") or bool(default and not default.startswith(">"))
        yield ParameterDoc(
            bare,
            type=re.sub(r"\s+", " ", kind).strip() if colon else "",
            is_optional=optional,
            is_rest=is_rest,
            default=default.strip() if optional else "",
        )


def _split_at_commas(source: str, start: int) -> Iterator[str]:
    depth, part = 0, start
    for at in range(start, min(len(source), start + 4000)):
        character = source[at]
        if character in "([{<":
            depth += 1
        elif character in ")]}" and depth == 0:
            yield source[part:at]
            return
        elif character in ")]}" or (character == ">" and source[at - 1] != "="):
            depth -= 1
        elif character == "," and depth == 0:
            yield source[part:at]
            part = at + 1


def _braced(body: str) -> tuple[str, str]:
    """Split ``{type} rest``, brackets inside the type counted."""
    text = body.lstrip()
    if not text.startswith("{"):
        return "", text
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :]
    return "", text


def _dedented(code: str) -> str:
    lines = code.strip("\n").rstrip().splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(indents, default=0)
    return "\n".join(line[cut:] for line in lines)
