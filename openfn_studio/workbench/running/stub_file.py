"""Adding a rule to ``stubs.yaml``: what stands there already stays, to the byte."""

from dataclasses import dataclass
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place, UserInputProblem
from openfn_studio.intercept.matcher import Matcher
from openfn_studio.intercept.rule import Rule
from openfn_studio.intercept.rule_text import rule_as_flow, rule_as_yaml
from openfn_studio.intercept.stubs import DataPath, rules_from_data
from openfn_studio.workspace.atomic import save_atomically
from openfn_studio.workspace.yamlnodes import Node
from openfn_studio.workspace.yamltext import YamlText, parse_yaml, read_yaml

FILE_NAME = "stubs.yaml"
_BEGINNING = (
    "# Answers for test mode: the first rule that fits answers; anything else gets 200 and {}.\n"
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RuleAdded:
    """A rule that stands in the file now."""

    file: Path
    number: int
    """Its place among the rules, from 1."""
    line: int
    """Where it begins, from 1."""
    count: int
    """How many rules the file holds now."""


def add_rule(folder: Path, rule: Rule, method: str, url: str) -> RuleAdded:
    """Write a rule into the project's file of rules, which is made when there is none.

    The first rule that fits a request answers it. So the new rule goes to the end, unless an older
    one would answer the request it is meant for: then it goes right before that.

    Args:
        folder: The project's.
        rule: The new one.
        method: Of the request it is meant for.
        url: The same request's, whole.

    Raises:
        StudioError: The file cannot be read, changed safely or written; it is as it was.
    """
    file = folder / FILE_NAME
    data = _bytes_of(file)
    document = read_yaml(data, file)
    older = _rules_of(document, file)
    match = Matcher(older).take(method, url)
    index = match.index if match else len(older)
    text, offset = _with_rule(document, rule, index)
    _check(document, text, (*older[:index], rule, *older[index:]))
    start = _BOM if data.startswith(_BOM) else b""
    save_atomically(file, start + text.encode())
    return RuleAdded(file, index + 1, text.count("\n", 0, offset) + 1, len(older) + 1)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return _BEGINNING.encode()
    except OSError as error:
        raise EnvironmentProblem(
            f"{file.name} cannot be read: {error.strerror}.",
            means="No rule was added.",
            remedy="Check the rights of the file, then try again.",
            place=Place(file),
        ) from error


def _rules_of(document: YamlText, file: Path | None) -> tuple[Rule, ...]:
    def locate(path: DataPath) -> tuple[int, int]:
        place = document.place(path)
        return place.line or 1, place.column or 1

    return rules_from_data(document.plain, file=file, locate=locate)


def _with_rule(document: YamlText, rule: Rule, index: int) -> tuple[str, int]:
    """Return the text with the rule at ``index``, and the offset where it begins."""
    text, root = document.text, document.root
    if root is not None and root.is_flow:
        return _in_brackets(text, root, rule, index)
    if root is None or index == len(root.items):
        return _at_the_end(text, root, rule)
    return _before(text, root, rule, index)


def _in_brackets(text: str, root: Node, rule: Rule, index: int) -> tuple[str, int]:
    written = rule_as_flow(rule)
    if not root.items:
        place = root.start + 1
    elif index < len(root.items):
        place, written = root.items[index].start, f"{written}, "
    else:
        place, written = root.items[-1].end, f", {written}"
    return text[:place] + written + text[place:], place


def _at_the_end(text: str, root: Node | None, rule: Rule) -> tuple[str, int]:
    newline = _newline_of(text)
    gap = newline if text and not text.endswith("\n") else ""
    written = _indented(rule, root.column - 1 if root else 0, newline)
    return text + gap + written, len(text) + len(gap)


def _before(text: str, root: Node, rule: Rule, index: int) -> tuple[str, int]:
    place = _start_of_item(text, root, index)
    written = _indented(rule, root.column - 1, _newline_of(text))
    return text[:place] + written + text[place:], place


def _start_of_item(text: str, root: Node, index: int) -> int:
    """Return where the line of an item's dash starts.

    Comments right above stay with the item, but for those of the first: they head the file.
    """
    lines = text[: root.items[index].start].split("\n")
    column = root.column - 1
    while lines[-1][:column].strip() or lines[-1][column : column + 1] != "-":
        lines.pop()
    lines.pop()
    while index > 0 and lines and lines[-1].lstrip().startswith("#"):
        lines.pop()
    return sum(len(line) + 1 for line in lines)


def _indented(rule: Rule, by: int, newline: str) -> str:
    lines = rule_as_yaml(rule).splitlines()
    return "".join(f"{' ' * by if line else ''}{line}{newline}" for line in lines)


def _newline_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _check(before: YamlText, text: str, wanted: tuple[Rule, ...]) -> None:
    """See that the new text says what was wanted, whatever the old one was written like."""
    try:
        rules = _rules_of(parse_yaml(text, before.file), before.file)
    except UserInputProblem as error:
        raise _unchangeable(before) from error
    if rules != wanted:
        raise _unchangeable(before)


def _unchangeable(document: YamlText) -> UserInputProblem:
    return UserInputProblem(
        f"{FILE_NAME} is written in a way that Studio cannot add a rule to safely.",
        means="Nothing was changed.",
        remedy="Add the rule by hand: copy it from the answer's menu.",
        place=document.place(),
    )
