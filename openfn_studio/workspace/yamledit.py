"""Changing a YAML text by splicing: what is not changed stays as it was, to the byte.

A library's own "round trip" re-indents block texts and loses leading comments; a person who opens
project.yaml in git must see the lines that changed and no others. After each splice the new text
is read again and must say exactly what was wanted, so a splice that went wrong is never saved.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.yamlnodes import Entry, Node, NodeKind
from openfn_studio.workspace.yamltext import YamlText, parse_yaml

_UNSAFE_IN_QUOTES = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_LITERAL_TEXT = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")
_DEFAULT_STEP = 2


def with_value(document: YamlText, path: Sequence[str], value: Any) -> YamlText:
    """Return the document with a value set; missing mappings on the way are made.

    Raises:
        UserInputProblem: The place is written in a way that cannot be changed safely, such as
            through an anchor.
    """
    try:
        expected = _plain_with(document.plain, path, value)
    except TypeError as error:
        raise _unchangeable(document) from error
    return _checked(document, _spliced(document, path, value), expected)


def without(document: YamlText, path: Sequence[str]) -> YamlText:
    """Return the document without an entry, and without the comments on its lines.

    Raises:
        UserInputProblem: It cannot be removed safely.
        KeyError: There is no such entry.
    """
    expected = _plain_without(document.plain, path)
    parent = _parent_of(document.root, path)
    if parent.is_flow or len(parent.entries) == 1:
        text = _with_parent_rewritten(document, path, parent)
    else:
        text = _without_lines(document.text, parent, path[-1])
    return _checked(document, text, expected)


def with_values(document: YamlText, values: Sequence[tuple[Sequence[str], Any]]) -> YamlText:
    """Return the document with the values of entries that are there replaced, all at once.

    Much faster than one after the other: the result is read again once.

    Raises:
        UserInputProblem: One of them cannot be changed safely.
        KeyError: One of them is not there.
    """
    expected, splices = document.plain, list[tuple[int, int, str]]()
    for path, value in values:
        parent = _parent_of(document.root, path)
        entry = cast(Entry, parent.entry(path[-1]))
        expected = _plain_with(expected, path, value)
        splices.append(_replacement(document, parent, entry, value))
    text = document.text
    for start, end, written in sorted(splices, reverse=True):
        text = text[:start] + written + text[end:]
    return _checked(document, text, expected)


def with_name(document: YamlText, path: Sequence[str], name: str) -> YamlText:
    """Return the document with an entry renamed; its value and place stay.

    Raises:
        UserInputProblem: It cannot be renamed safely, or the name is taken.
        KeyError: There is no such entry.
    """
    key = cast(Entry, _parent_of(document.root, path).entry(path[-1])).key
    text = document.text[: key.start] + _scalar(name) + document.text[key.end :]
    return _checked(document, text, _plain_renamed(document.plain, path, name))


def _checked(document: YamlText, text: str, expected: Any) -> YamlText:
    try:
        changed = parse_yaml(text, document.file)
    except UserInputProblem as error:
        raise _unchangeable(document) from error
    if changed.plain != expected:
        raise _unchangeable(document)
    return changed


def _unchangeable(document: YamlText) -> UserInputProblem:
    return UserInputProblem(
        "This part of the file is written in a way that Studio cannot change safely.",
        means="Nothing was changed.",
        remedy="Change it in a text editor; anchors (&, *) and merges (<<) are the usual reason.",
        place=document.place(),
    )


# -------------------------------------------------------------------- what is wanted, as values


def _plain_with(plain: Any, path: Sequence[str], value: Any) -> Any:
    if not path:
        return value
    if plain is not None and not isinstance(plain, dict):
        raise TypeError("something else than a mapping stands there")
    mapping: dict[str, Any] = dict(cast(dict[str, Any], plain)) if plain else {}
    mapping[path[0]] = _plain_with(mapping.get(path[0]), path[1:], value)
    return mapping


def _plain_without(plain: Any, path: Sequence[str]) -> Any:
    mapping = dict(cast(dict[str, Any], plain))
    if len(path) == 1:
        del mapping[path[0]]
    else:
        mapping[path[0]] = _plain_without(mapping[path[0]], path[1:])
    return mapping


def _plain_renamed(plain: Any, path: Sequence[str], name: str) -> Any:
    mapping = cast(dict[str, Any], plain)
    if len(path) == 1:
        return {name if key == path[0] else key: value for key, value in mapping.items()}
    return {**mapping, path[0]: _plain_renamed(mapping[path[0]], path[1:], name)}


# -------------------------------------------------------------------- where it stands


def _is_filled(node: Node | None) -> bool:
    return node is not None and bool(node.entries)


def _parent_of(root: Node | None, path: Sequence[str]) -> Node:
    """Return the mapping that holds the path's last name."""
    node = root
    for key in path[:-1]:
        entry = node.entry(key) if node else None
        node = entry.value if entry else None
    if node is None or node.entry(path[-1]) is None:
        raise KeyError(path[-1])
    return node


def _after_colon(text: str, entry: Entry) -> int:
    return text.index(":", entry.key.end) + 1


def _value_start(text: str, entry: Entry) -> int:
    """Return where a value begins; of an empty one, the place after the colon."""
    is_empty = entry.value.kind is NodeKind.SCALAR and entry.value.start == entry.value.end
    return _after_colon(text, entry) if is_empty else entry.value.start


def _value_end(text: str, entry: Entry) -> int:
    """Return where a value's own text ends, without blank lines and comments that follow it."""
    start = _value_start(text, entry)
    return start if start != entry.value.start else _content_end(text, entry.value)


def _content_end(text: str, node: Node) -> int:
    if node.entries and not node.is_flow:
        return _value_end(text, node.entries[-1])
    if node.items and not node.is_flow:
        return _content_end(text, node.items[-1])
    if node.is_block_text:
        return max(node.start, len(text[: node.end].rstrip()))
    return node.end


def _end_of_line(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    if found == -1:
        return len(text)
    return found - 1 if text[found - 1] == "\r" else found


def _newline_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _step_of(document: YamlText) -> int:
    """Return how many spaces a level is indented by in this file."""
    root = document.root
    for entry in root.entries if root else ():
        if entry.value.entries and not entry.value.is_flow:
            return entry.value.column - entry.key.column
    return _DEFAULT_STEP


# -------------------------------------------------------------------- splicing


def _spliced(document: YamlText, path: Sequence[str], value: Any) -> str:
    """Return the text with the value written as near to its place as the text already goes."""
    node = document.root
    if node is None or not _is_filled(node):
        return _begun(document, _nested(path, value))
    for depth, key in enumerate(path):
        rest = _nested(path[depth + 1 :], value)
        entry = node.entry(key)
        if entry is None:
            return _inserted(document, node, key, rest)
        if depth == len(path) - 1 or not _is_filled(entry.value):
            return _replaced(document, node, entry, rest)
        node = entry.value
    return document.text


def _nested(path: Sequence[str], value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _begun(document: YamlText, value: Any) -> str:
    """Return a text that had no values yet, only comments or ``{}``, with its first ones."""
    root, text = document.root, document.text
    head, tail = (text[: root.start], text[root.end :]) if root else (text, "\n")
    newline = _newline_of(text)
    gap = newline if head and not head.endswith("\n") else ""
    block = _block(value, 0, _step_of(document)).removeprefix("\n")
    return head + gap + block.replace("\n", newline) + (tail or newline)


def _replaced(document: YamlText, parent: Node, entry: Entry, value: Any) -> str:
    start, end, written = _replacement(document, parent, entry, value)
    return document.text[:start] + written + document.text[end:]


def _replacement(
    document: YamlText, parent: Node, entry: Entry, value: Any
) -> tuple[int, int, str]:
    """Return what is to be written instead of an entry's value, and where it stands."""
    text = document.text
    written = _written(document, parent, value)
    start, end = _after_colon(text, entry), _value_end(text, entry)
    glue = "" if written.startswith("\n") else " "
    between = text[start : _value_start(text, entry)]
    if not written.startswith("\n") and between.strip(" ") == "" and between:
        glue = between
    return start, end, (glue + written).replace("\n", _newline_of(text))


def _inserted(document: YamlText, parent: Node, key: str, value: Any) -> str:
    text = document.text
    end = _value_end(text, parent.entries[-1])
    if parent.is_flow:
        return f"{text[:end]}, {_scalar(key)}: {_flow(value)}{text[end:]}"
    end = _end_of_line(text, end)
    written = _written(document, parent, value)
    glue = "" if written.startswith("\n") else " "
    line = f"\n{' ' * (parent.column - 1)}{_scalar(key)}:{glue}{written}"
    return text[:end] + line.replace("\n", _newline_of(text)) + text[end:]


def _written(document: YamlText, parent: Node, value: Any) -> str:
    if parent.is_flow:
        return _flow(value)
    step = _step_of(document)
    return _block(value, parent.column - 1 + step, step)


def _with_parent_rewritten(document: YamlText, path: Sequence[str], parent: Node) -> str:
    """Return the text with the parent mapping written anew, for brackets and last entries."""
    rest: Any = document.plain
    for key in path[:-1]:
        rest = rest[key]
    rest = {name: value for name, value in rest.items() if name != path[-1]}
    end = _content_end(document.text, parent)
    if len(path) == 1:
        return document.text[: parent.start] + _flow(rest) + document.text[end:]
    entry = _parent_of(document.root, path[:-1]).entry(path[-2])
    start = _after_colon(document.text, cast(Entry, entry))
    return f"{document.text[:start]} {_flow(rest)}{document.text[end:]}"


def _without_lines(text: str, parent: Node, name: str) -> str:
    """Remove an entry's lines, from its name to the end of its value's last line."""
    index = [entry.key.text for entry in parent.entries].index(name)
    entry = parent.entries[index]
    if index == 0:
        return text[: entry.key.start] + text[parent.entries[1].key.start :]
    start = text.rfind("\n", 0, entry.key.start)
    start -= text[start - 1] == "\r"
    return text[:start] + text[_end_of_line(text, _value_end(text, entry)) :]


# -------------------------------------------------------------------- writing values


def _block(value: Any, indent: int, step: int) -> str:
    """Return a value in block style; a filled mapping begins with a line feed."""
    if isinstance(value, Mapping) and value:
        mapping = cast(Mapping[str, Any], value)
        lines = [_block_entry(key, mapping[key], indent, step) for key in mapping]
        return "".join(f"\n{' ' * indent}{line}" for line in lines)
    if isinstance(value, str) and "\n" in value:
        return _literal(value, indent, step)
    return _flow(value)


def _block_entry(key: str, value: Any, indent: int, step: int) -> str:
    written = _block(value, indent + step, step)
    return f"{_scalar(key)}:{'' if written.startswith(chr(10)) else ' '}{written}"


def _literal(text: str, indent: int, step: int) -> str:
    """Return a text of several lines as a block; in quotes when a block cannot hold it."""
    if not _LITERAL_TEXT.fullmatch(text) or not text.strip("\n ") or text.endswith("\n\n"):
        return _quoted(text)
    lines = text.removesuffix("\n").split("\n")
    chomping = "" if text.endswith("\n") else "-"
    # A block's indentation is that of its first line with text, unless the hint tells it, counted
    # from the entry's own.
    hint = str(step) if lines[0].startswith(" ") or not lines[0] else ""
    body = "".join(f"\n{' ' * indent if line else ''}{line}" for line in lines)
    return f"|{hint}{chomping}{body}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        mapping = cast(Mapping[str, Any], value)
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in mapping.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in cast(Sequence[Any], value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Return the plainest spelling that is read back as the same value."""
    if not isinstance(value, str):
        return json.dumps(value)
    if value and "\n" not in value:
        single = "'" + value.replace("'", "''") + "'"
        for candidate in (value, single):
            if _reads_back(candidate, value):
                return candidate
    return _quoted(value)


def _reads_back(candidate: str, value: str) -> bool:
    if re.search(r"[,\[\]{}\r\t]", candidate) and not candidate.startswith("'"):
        # Right in a block, but not inside brackets; one spelling for both is enough.
        return False
    # A plain text may end differently inside brackets (":0" after a comma), so both are tried.
    in_brackets = f"[{{'': {{}}, {candidate}: {candidate}}}]"
    try:
        return parse_yaml(f"{candidate}: {candidate}").plain == {value: value} and parse_yaml(
            f"x: {in_brackets}"
        ).plain == {"x": [{"": {}, value: value}]}
    except UserInputProblem:
        return False


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _UNSAFE_IN_QUOTES.sub(lambda match: f"\\u{ord(match.group()):04x}", written)
