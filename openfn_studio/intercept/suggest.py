"""From an answer that was seen to the rule that gives it again."""

import json
import re
from typing import Any, cast

from openfn_studio.errors import UserInputProblem
from openfn_studio.intercept.exchange import SeenAnswer, SeenBody, SeenRequest
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.intercept.rule_text import NO_SUCH_CHARACTER

_LOWEST_STATUS, _HIGHEST_STATUS = 200, 599
_JSON_TYPE = re.compile(r"application/json\s*(;\s*charset=utf-8\s*)?", re.IGNORECASE)
_SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OF_THE_MOMENT = {
    "age",
    "alt-svc",
    "cache-control",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "nel",
    "pragma",
    "report-to",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-openfn-test-mode",
    "x-powered-by",
    "x-request-id",
}
"""Headers that tell of one moment or one server, and cookies: a rule repeats none of them."""
_DEEPEST = 80
"""Levels of a JSON body that are written as YAML; deeper ones stay JSON text."""


def suggested_rule(
    request: SeenRequest, answer: SeenAnswer | None, *, with_query: bool = False
) -> Rule:
    """Return the rule that answers such a request as it was answered.

    Args:
        request: What was asked for.
        answer: What came back; without one the rule is test mode's own ``200 {}``, to be edited.
        with_query: The rule fits only this query; else it fits every query.

    Raises:
        UserInputProblem: The answer was not kept whole, or no rule can have its status.
    """
    url = request.url if with_query else request.url.split("?", 1)[0]
    given = Answer(body={}) if answer is None else _answer(answer)
    method = request.method.upper()
    return Rule(method=method if method.isalpha() else None, url=url.split("#", 1)[0], answer=given)


def _answer(answer: SeenAnswer) -> Answer:
    if not _LOWEST_STATUS <= answer.status <= _HIGHEST_STATUS:
        raise UserInputProblem(
            f"No rule can answer with the status {answer.status}.",
            means="No rule was added.",
            remedy="A rule answers with a status from 200 to 599.",
        )
    if answer.body is not None and answer.body.is_truncated:
        raise UserInputProblem(
            f"Only the beginning of this answer's {answer.body.size:,} bytes was kept.",
            means="A rule would give half an answer, so none was added.",
            remedy="Write the rule by hand into stubs.yaml, with a shorter body.",
        )
    body, encoded = _body(answer.body)
    headers = _headers(answer, body)
    return Answer(status=answer.status, headers=headers, body=body, base64=encoded)


def _headers(answer: SeenAnswer, body: Any) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in answer.headers.items():
        lower = name.lower()
        # A masked value holds dots that no header can.
        is_usable = _TOKEN.fullmatch(name) and _SENDABLE.fullmatch(value)
        is_understood = (
            lower == "content-type" and not isinstance(body, str) and _JSON_TYPE.fullmatch(value)
        )
        if is_usable and not is_understood and lower not in _OF_THE_MOMENT:
            kept[name] = value
    return kept


def _body(body: SeenBody | None) -> tuple[Any, str | None]:
    """Return what the rule's ``body`` and ``base64`` are."""
    if body is None or body.is_empty:
        return "", None
    if body.text is None:
        return None, body.base64
    # A rule sends text as it is, so only objects and arrays may be written as values.
    value = _json_value(body.text)
    return (body.text, None) if value is None else (value, None)


def _json_value(text: str) -> Any:
    """Return the object or array that YAML says as exactly as this text; None for any other."""
    try:
        value = json.loads(
            text,
            parse_constant=_refuse,
            parse_float=_exact_float,
            object_pairs_hook=_object_without_twins,
        )
    except (ValueError, RecursionError):
        return None
    is_usable = isinstance(value, dict | list) and _is_writable(value, 0)
    return cast("Any", value) if is_usable else None


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _exact_float(written: str) -> float:
    number = float(written)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{written} is more than a number can be")
    return number


def _object_without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice")
    return value


def _is_writable(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return not NO_SUCH_CHARACTER.search(value)
    if not isinstance(value, dict | list):
        return True
    if depth > _DEEPEST:
        return False
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        return all(_is_writable(part, depth + 1) for pair in items.items() for part in pair)
    return all(_is_writable(item, depth + 1) for item in cast("list[Any]", value))
