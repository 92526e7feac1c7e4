"""What can be done with an item of the tree, and why something cannot."""

from collections.abc import Callable
from enum import StrEnum

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.optree import TreeItem
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.deleting import delete, delete_switched_off
from openfn_studio.language.rework.draft import refuse_broken
from openfn_studio.language.rework.duplicating import duplicate
from openfn_studio.language.rework.literals import literal_at
from openfn_studio.language.rework.moving import check_step, movable, move_by_one
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.siblings import Place, place_of
from openfn_studio.language.rework.switching import switch_off, switch_on


class Verb(StrEnum):
    """What a person does with an item."""

    MOVE_UP = "move up"
    MOVE_DOWN = "move down"
    SWITCH = "switch"
    """Off when it is on, on when it is off."""
    DUPLICATE = "duplicate"
    DELETE = "delete"
    EDIT = "edit"
    """Write another value; what it is comes with ``literals.edit_literal``."""


_PART = "Choose the operation it belongs to."
_DROPPED = "This code does not run: where it stands changes nothing."
_NOT_RUN = "This code does not run anyway."
_NO_OPERATION = "Only operations can be switched off."
_OFF = "It is switched off: switch it on first."
_NO_VALUE = "Choose a text, a number, true, false or null."

_STEPS = {Verb.MOVE_UP: -1, Verb.MOVE_DOWN: 1}
_PARTS = frozenset({"callback", "object", "list", "value"})


def edits_of(job: Job, item: TreeItem, verb: Verb) -> tuple[TextEdit, ...]:
    """Return the edits that do something with an item; not for ``Verb.EDIT``.

    Raises:
        CannotRework: It cannot be done; the reason says why.
    """
    _refuse(item, verb)
    if verb in _STEPS:
        return move_by_one(job, item.range, _STEPS[verb])
    is_off = item.kind == "off"
    doing: dict[Verb, Callable[[Job, TextRange], tuple[TextEdit, ...]]] = {
        Verb.SWITCH: switch_on if is_off else switch_off,
        Verb.DUPLICATE: duplicate,
        Verb.DELETE: delete_switched_off if is_off else delete,
    }
    return doing[verb](job, item.range)


def reasons_against(job: Job, item: TreeItem) -> dict[Verb, str]:
    """Return for each verb why it cannot be done with an item; empty when nothing is against it.

    It is quick: what only the edit itself shows is not looked for.
    """
    try:
        refuse_broken(job)
        place = None if item.kind in _PARTS or item.kind == "off" else movable(job, item.range)
        moving = ""
    except CannotRework as refused:
        place, moving = None, refused.what
    return {verb: _reason(job, item, verb, place, moving) for verb in Verb}


def _reason(job: Job, item: TreeItem, verb: Verb, place: Place | None, moving: str) -> str:
    try:
        refuse_broken(job)
        _refuse(item, verb)
        if verb is Verb.EDIT:
            literal_at(job, item.range)
        elif verb in _STEPS and place is None:
            return moving
        elif verb in _STEPS and place is not None:
            check_step(place, _STEPS[verb])
        elif item.kind != "off" and place is None:
            place_of(job, item.range)
    except CannotRework as refused:
        return refused.what
    return ""


def _refuse(item: TreeItem, verb: Verb) -> None:
    """Refuse what does not fit the kind of an item."""
    if verb is Verb.EDIT:
        reason = "" if item.kind == "value" else _NO_VALUE
    elif item.kind in _PARTS:
        reason = _PART
    elif item.kind == "off":
        reason = "" if verb in (Verb.SWITCH, Verb.DELETE) else _OFF
    elif item.kind == "dropped":
        reason = {Verb.DELETE: "", Verb.SWITCH: _NOT_RUN}.get(verb, _DROPPED)
    else:
        reason = _NO_OPERATION if item.kind == "code" and verb is Verb.SWITCH else ""
    if reason:
        raise CannotRework(reason)
