"""Form posts as JSON: names and texts; a name that is repeated is a list."""

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import parse_qsl

from openfn_studio.errors import UserInputProblem

MOST_FIELDS = 10_000


class FormProblem(UserInputProblem):
    """A form that cannot be taken."""


def form_value(text: str) -> dict[str, Any]:
    """Return the object of a form in the way HTML forms send it.

    Raises:
        FormProblem: It has too many fields, or none.
    """
    try:
        pairs = parse_qsl(text.strip(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormProblem(f"The form has more than {MOST_FIELDS:,} fields.") from error
    if not pairs:
        raise FormProblem("The form has no fields.")
    return joined(pairs)


def joined(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return names and values as an object; what is repeated is a list."""
    members: dict[str, Any] = {}
    repeated: set[str] = set()
    for name, value in pairs:
        if name not in members:
            members[name] = value
        elif name in repeated:
            cast("list[Any]", members[name]).append(value)
        else:
            members[name] = [members[name], value]
            repeated.add(name)
    return members
