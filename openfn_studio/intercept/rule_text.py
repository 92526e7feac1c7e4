"""A rule's text in YAML, as it stands in a file of rules: block style, values that read back."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from openfn_studio.intercept.rule import Answer, Rule

NO_SUCH_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What no YAML file can hold."""
_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9 _./+-]*[A-Za-z0-9_./+-])?")
_YAML_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_UNSAFE_IN_QUOTES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def rule_as_yaml(rule: Rule) -> str:
    """Return the rule as an entry of a file of rules, from its dash to its last line feed."""
    lines = [line for key, value in _pairs(rule) for line in _entry(key, value, 0)]
    first, *rest = lines
    return "".join([f"- {first}\n", *(f"  {line}\n" if line else "\n" for line in rest)])


def flow(value: Any) -> str:
    """Return a JSON value in YAML on one line, with brackets as JSON has them."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        inside = ", ".join(f"{_scalar(name)}: {flow(item)}" for name, item in mapping.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(item) for item in cast('Sequence[Any]', value))}]"
    return _scalar(value)


def rule_as_flow(rule: Rule) -> str:
    """Return the rule on one line, for a file whose list is written in brackets."""
    return flow(dict(_pairs(rule)))


def _pairs(rule: Rule) -> Iterator[tuple[str, Any]]:
    wanted = {"method": rule.method, "url": rule.url, "pattern": rule.pattern, "times": rule.times}
    yield from ((key, value) for key, value in wanted.items() if value is not None)
    if rule.ask:
        yield "ask", True
    else:
        yield from _answered(rule.answer)


def _answered(answer: Answer) -> Iterator[tuple[str, Any]]:
    yield "status", answer.status
    if answer.headers:
        yield "headers", dict(answer.headers)
    if answer.base64 is not None:
        yield "base64", answer.base64
    elif answer.body is not None:
        yield "body", answer.body
    if answer.delay_ms:
        yield "delay", answer.delay_ms


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """Return the lines of a name with its value, in block style."""
    pad = " " * indent
    name = _scalar(key)
    if isinstance(value, dict) and value:
        pairs = cast("dict[str, Any]", value).items()
        inner = [line for k, v in pairs for line in _entry(k, v, indent + 2)]
        return [f"{pad}{name}:", *inner]
    if isinstance(value, list) and value:
        items = cast("list[Any]", value)
        return [f"{pad}{name}:", *(line for item in items for line in _item(item, indent + 2))]
    return [f"{pad}{name}: {flow(value)}"]


def _item(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        pairs = cast("dict[str, Any]", value).items()
        first, *rest = [line for k, v in pairs for line in _entry(k, v, indent + 2)]
        return [f"{pad}- {first.lstrip()}", *rest]
    if isinstance(value, list) and value:
        inner = [line for item in cast("list[Any]", value) for line in _item(item, indent + 2)]
        return [f"{pad}-", *inner]
    return [f"{pad}- {flow(value)}"]


def _scalar(value: Any) -> str:
    """Return a spelling that is read back as the same value, the plainest that surely is."""
    if not isinstance(value, str):
        return _number(value) if isinstance(value, float) else json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    if value and not _UNSAFE_IN_QUOTES.search(value) and _is_tame(value):
        return "'" + value.replace("'", "''") + "'"
    return _double_quoted(value)


def _is_tame(text: str) -> bool:
    return '"' in text or "\\" in text or text.isascii()


def _double_quoted(text: str) -> str:
    text = NO_SUCH_CHARACTER.sub("\ufffd", text)
    written = json.dumps(text, ensure_ascii=False)
    return _UNSAFE_IN_QUOTES.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _number(value: float) -> str:
    """Return a float as YAML 1.2 and 1.1 read one: with a dot, and a sign in its exponent."""
    written = repr(value)
    mantissa, mark, exponent = written.partition("e")
    if mark and "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}{mark}{exponent}"
