"""Candidates out of a sample state: keys, items and methods of what stands before the caret."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from openfn_studio.domain.run import Dialect
from openfn_studio.language.candidates import Candidate, Completions, best_fitting
from openfn_studio.language.state_paths import Member, json_path
from openfn_studio.language.value_members import value_members


class ShapeLike(Protocol):
    """What is known of the values at one place of a sample; ``state.shape.Shape``."""

    @property
    def types(self) -> frozenset[str]: ...  # noqa: D102 - as in state.shape
    @property
    def type_words(self) -> str: ...  # noqa: D102
    @property
    def presence(self) -> float: ...  # noqa: D102
    @property
    def example(self) -> str: ...  # noqa: D102
    @property
    def members(self) -> "Mapping[str, ShapeLike]": ...  # noqa: D102
    @property
    def items(self) -> "ShapeLike | None": ...  # noqa: D102

    def at(self, path: Sequence[str | int]) -> "ShapeLike | None": ...  # noqa: D102
    def code_step(self, key: str) -> str: ...  # noqa: D102
    def path_step(self, key: str) -> str | None: ...  # noqa: D102


_LAST_STEP = re.compile(r"(?P<sign>^|[.\[])(?P<typed>[^.\[\]'\"]*)$")


def after_dot(shape: ShapeLike | None, member: Member, dialect: Dialect) -> list[Candidate]:
    """Return what can follow a dot: keys as JavaScript writes them, items, methods."""
    if shape is None:
        return []
    dot = "?." if member.is_optional or _needs_question_mark(shape, member, dialect) else "."
    found = [
        _key(shape, key, _code(shape.code_step(key), dot), member.start, rank)
        for rank, key in enumerate(shape.members)
    ]
    after_keys = len(found)
    if shape.items is not None:
        first = "?.[0]" if dot == "?." else "[0]"
        found.append(
            Candidate(
                "[0]",
                "item",
                first,
                member.start,
                detail=shape.items.type_words,
                example=shape.items.example,
                note="the first item",
                rank=after_keys,
            )
        )
    methods = value_members(shape.types, dialect)
    found += [
        Candidate(
            name, "method", f"{dot}{name}", member.start, note=note, rank=after_keys + 1 + number
        )
        for number, (name, note) in enumerate(methods.items())
    ]
    return found


def in_brackets(shape: ShapeLike | None, member: Member, quote: str) -> list[Candidate]:
    """Return the keys that can stand between ``['`` and its end."""
    if shape is None:
        return []
    return [
        _key(shape, key, key.replace("\\", "\\\\").replace(quote, f"\\{quote}"), member.start, rank)
        for rank, key in enumerate(shape.members)
    ]


def in_json_path(shape: ShapeLike, root: Sequence[str | int], start: int, text: str) -> Completions:
    """Return how a JSONPath in quotes can go on.

    Args:
        shape: The sample's.
        root: What the path counts from; ``dataValue`` counts from ``data``.
        start: Where it begins in the job, in code points.
        text: What is written of it.
    """
    match = _LAST_STEP.search(text)
    if match is None:
        return Completions(start, "")
    before = text[: match.start()]
    at = shape.at((*root, *json_path(before)))
    if at is None:
        return Completions(start, "")
    typed_start = start + match.start("typed")
    candidates = list(_steps(at, match["sign"], start + match.start(), typed_start))
    return best_fitting(typed_start, match["typed"], candidates)


def _steps(at: ShapeLike, sign: str, start: int, typed_start: int) -> Iterator[Candidate]:
    if at.items is not None:
        words, example = at.items.type_words, at.items.example
        for label, note in (("[*]", "every item"), ("[0]", "the first item")):
            yield Candidate(
                label, "item", label, start, detail=words, example=example, note=note, rank=-1
            )
    for rank, key in enumerate(at.members):
        step = at.path_step(key)
        if step is None:
            continue
        if sign == "" and not step.startswith("["):
            yield _key(at, key, step.removeprefix("."), typed_start, rank)
        else:
            yield _key(at, key, step, start, rank)


def _key(shape: ShapeLike, key: str, insert: str, start: int, rank: int) -> Candidate:
    member = shape.members[key]
    is_sometimes = member.presence < 0.995
    note = f"in {member.presence:.0%} of the samples" if is_sometimes else ""
    return Candidate(
        key,
        "key",
        insert,
        start,
        detail=member.type_words,
        example=member.example,
        note=note,
        rank=rank,
    )


def _code(step: str, dot: str) -> str:
    if dot == ".":
        return step
    return f"?.{step}" if step.startswith("[") else f"?{step}"


def _needs_question_mark(shape: ShapeLike, member: Member, dialect: Dialect) -> bool:
    """Return whether the value is missing or null in some samples; v1 has no ``?.`` for that."""
    if dialect is Dialect.V1 or len(member.path) < 2:
        return False
    return shape.presence < 0.995 or "null" in shape.types
