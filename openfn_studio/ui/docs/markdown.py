"""Markdown as HTML that Qt lays out in our look; Qt's own reader ignores style sheets.

It knows what documentation uses: headings, paragraphs, lists, tables, quotes, code, links.
What it does not know stays as it is written; HTML in it is shown, never obeyed.
"""

import re
from collections.abc import Callable
from html import escape

CodeHtml = Callable[[str], str]
"""Turns the text of a code block into HTML for a ``pre``."""

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_FENCE = re.compile(r"\s*(```|~~~)\s*(\w*)")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (
        re.compile(r"\[([^\]]+)\]\(\s*((?:https?|mailto|#|help:)[^)\s]*)[^)]*\)"),
        r'<a href="\2">\1</a>',
    ),
    (re.compile(r"\{@link\s+(\S+?)(?:[|\s]+([^}]*))?\}"), r"\2\1"),
    (re.compile(r"(?<![\w\">=])(https?://[^\s<>)\"']+[^\s<>)\"'.,;:])"), r'<a href="\1">\1</a>'),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w*])[*_](?=[^\s*_])(.+?)(?<=[^\s*_])[*_](?![\w*])"), r"<i>\1</i>"),
)


def markdown_html(text: str, code: CodeHtml = escape) -> str:
    """Return the HTML of a Markdown text.

    Args:
        text: The text.
        code: Colours code blocks.
    """
    return "".join(_blocks(text.expandtabs(4).replace("\r\n", "\n").split("\n"), code))


def inline_html(text: str) -> str:
    """Return one line of Markdown: code, links and emphasis."""
    parts = re.split(r"(`+)(.+?)\1", text)
    html: list[str] = []
    for place in range(0, len(parts), 3):
        html.append(_emphasis(escape(parts[place], quote=False)))
        if place + 2 < len(parts):
            html.append(f"<code>{escape(parts[place + 2].strip(), quote=False)}</code>")
    return "".join(html)


def _emphasis(escaped: str) -> str:
    for pattern, replacement in _INLINE:
        # An address within a link that was made already stands between quotes: the look-behind
        # of the bare-address pattern leaves it alone.
        escaped = pattern.sub(replacement, escaped)
    return escaped


def _blocks(lines: list[str], code: CodeHtml) -> list[str]:
    html: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        fence, heading = _FENCE.match(line), _HEADING.match(line)
        if not line.strip():
            place += 1
        elif fence:
            end = _end_of_fence(lines, place + 1, fence[1])
            html.append(_code_block(lines[place + 1 : end], code))
            place = end + 1
        elif heading:
            level = min(len(heading[1]), 4)
            html.append(f"<h{level}>{inline_html(heading[2])}</h{level}>")
            place += 1
        elif _RULE.match(line):
            html.append("<hr>")
            place += 1
        else:
            made, place = _longer_block(lines, place, code)
            html.append(made)
    return html


def _longer_block(lines: list[str], place: int, code: CodeHtml) -> tuple[str, int]:
    line = lines[place]
    item = _ITEM.match(line)
    if item:
        return _list(lines, place, item, code)
    if line.lstrip().startswith(">"):
        end = _while(lines, place, lambda each: each.lstrip().startswith(">"))
        inner = [re.sub(r"^\s*>\s?", "", each) for each in lines[place:end]]
        return f"<blockquote>{''.join(_blocks(inner, code))}</blockquote>", end
    if place + 1 < len(lines) and "|" in line and _TABLE_RULE.match(lines[place + 1]):
        end = _while(lines, place, lambda each: "|" in each)
        return _table(lines[place], lines[place + 2 : end]), end
    if line.startswith("    ") and (place == 0 or not lines[place - 1].strip()):
        end = _while(lines, place, lambda each: each.startswith("    "))
        return _code_block([each[4:] for each in lines[place:end]], code), end
    end = max(place + 1, _while(lines, place, _is_plain))
    return f"<p>{inline_html(' '.join(each.strip() for each in lines[place:end]))}</p>", end


def _list(lines: list[str], place: int, first: re.Match[str], code: CodeHtml) -> tuple[str, int]:
    indent, tag = len(first[1]), "ol" if first[2][0].isdigit() else "ul"
    items: list[list[str]] = []
    while place < len(lines):
        line = lines[place]
        found = _ITEM.match(line)
        if found and len(found[1]) <= indent:
            if len(found[1]) < indent:
                break
            items.append([found[3]])
        elif not line.strip():
            following = lines[place + 1] if place + 1 < len(lines) else ""
            if not (_ITEM.match(following) or following.startswith(" " * (indent + 2))):
                break
            items[-1].append("")
        elif len(line) - len(line.lstrip()) > indent or _is_plain(line):
            items[-1].append(line[indent + 2 :] if line.startswith(" " * (indent + 2)) else line)
        else:
            break
        place += 1
    return f"<{tag}>{''.join(_item(item, code) for item in items)}</{tag}>", place


def _item(lines: list[str], code: CodeHtml) -> str:
    end = max(1, _while(lines, 0, _is_plain))
    head = inline_html(" ".join(line.strip() for line in lines[:end]))
    return f"<li>{head}{''.join(_blocks(lines[end:], code))}</li>"


def _table(head: str, body: list[str]) -> str:
    cells = "".join(f"<th>{inline_html(cell)}</th>" for cell in _cells(head))
    rows = [
        "<tr>" + "".join(f"<td>{inline_html(cell)}</td>" for cell in _cells(line)) + "</tr>"
        for line in body
    ]
    return f'<table cellspacing="0"><tr>{cells}</tr>{"".join(rows)}</table>'


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _code_block(lines: list[str], code: CodeHtml) -> str:
    return f"<pre>{code(chr(10).join(lines))}</pre>"


def _end_of_fence(lines: list[str], place: int, fence: str) -> int:
    while place < len(lines) and not lines[place].strip().startswith(fence):
        place += 1
    return place


def _while(lines: list[str], place: int, holds: Callable[[str], object]) -> int:
    while place < len(lines) and holds(lines[place]):
        place += 1
    return place


def _is_plain(line: str) -> bool:
    """Tell whether a line goes on with a paragraph."""
    starts = (_HEADING, _FENCE, _ITEM, _RULE)
    return bool(line.strip()) and not any(each.match(line) for each in starts)
