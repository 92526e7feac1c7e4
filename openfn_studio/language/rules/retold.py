"""v1 prints a job anew before it runs it: texts its printer refuses, and texts it changes."""

import re
from collections.abc import Iterator

from openfn_studio.language.job import Job
from openfn_studio.language.outline_v1 import outermost_calls
from openfn_studio.language.problem import Problem, Severity

_LINE_SEPARATOR = re.compile("[\u2028\u2029]")
_BAD_ESCAPE = re.compile(r"\\x(?![0-9a-fA-F]{2})|\\(?:[1-7]|0\d)|\\u\{")
_LINE_END = re.compile(r"[\r\n]")


def unprintable(job: Job) -> Iterator[Problem]:
    """Yield what v1's parser reads and its printer does not."""
    nodes = job.nodes
    for node in nodes.find("hash_bang_line"):
        fix = job.replace("Take out the line", node, "")
        message = "v1 refuses a first line that begins with #!: the job will not compile."
        yield job.problem("unreadable-syntax", Severity.ERROR, node, message, [fix])
    if b"\xe2\x80" in nodes.data:
        yield from _line_separators(job)
    for node in nodes.find("template_string"):
        is_tag = nodes.field[node] == "arguments"
        if is_tag and _BAD_ESCAPE.search(nodes.text(node).replace("\\\\", "  ")):
            message = "v1 refuses this escape in a template: the job will not compile."
            yield job.problem("unreadable-syntax", Severity.ERROR, node, message)


def _line_separators(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("string"):
        text = nodes.text(node)
        if not _LINE_SEPARATOR.search(text):
            continue
        escaped = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        fix = job.replace("Write the line separator as an escape", node, escaped)
        message = "v1 refuses the line separator in this text: the job will not compile."
        yield job.problem("unreadable-syntax", Severity.ERROR, node, message, [fix])


def reindented_texts(job: Job) -> Iterator[Problem]:
    """Yield the texts over several lines, whose lines v1 moves with the code around them."""
    nodes = job.nodes
    if not nodes.find("template_string") and b"\\" not in nodes.data:
        return
    calls = sorted(outermost_calls(nodes))
    place = 0
    for node in nodes.find("template_string", "string"):
        while place < len(calls) and nodes.after[calls[place]] <= node:
            place += 1
        if place == len(calls) or node < calls[place] or not _has_line_end(job, node):
            continue
        message = (
            "v1 changes the spaces at the start of this text's lines; here they stay as written. "
            "Do not rely on them."
        )
        yield job.problem("reindented-text", Severity.HINT, node, message)


def _has_line_end(job: Job, node: int) -> bool:
    """Return whether a line ends in a text itself, not only in the code of its holes."""
    nodes = job.nodes
    data, start = nodes.data, nodes.start[node]
    if b"\n" not in data[start : nodes.end[node]] and b"\r" not in data[start : nodes.end[node]]:
        return False
    parts: list[str] = []
    for child in nodes.children(node):
        if nodes.kind[child] == "template_substitution":
            parts.append(data[start : nodes.start[child]].decode("utf-8", "replace"))
            start = nodes.end[child]
    parts.append(data[start : nodes.end[node]].decode("utf-8", "replace"))
    return any(_LINE_END.search(part) for part in parts)
