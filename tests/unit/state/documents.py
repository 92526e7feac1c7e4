"""Random JSON values, and the many ways the same value may be written."""

import json
from typing import Any, cast

from hypothesis import strategies as st

TEXTS = st.text(
    alphabet=st.sampled_from(list('abnuAEz09 /"\\\n\té\u00c9ß\U0001f600\u2028,:{}[]')), max_size=6
)
SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.floats(-9, 9) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
FORMS: tuple[dict[str, Any], ...] = (
    {"separators": (",", ":"), "ensure_ascii": False},
    {},
    {"indent": 2, "ensure_ascii": False},
)


@st.composite
def written(draw: st.DrawFn) -> tuple[Any, bytes]:
    value = draw(VALUES)
    return value, json.dumps(value, **draw(st.sampled_from(FORMS))).encode()


def walk(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return every path and value, parents first."""
    found = [(path, value)]
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = cast(dict[str, Any], value).items()
    elif isinstance(value, list):
        pairs = enumerate(cast(list[Any], value))
    for key, member in pairs:
        found += walk(member, (*path, key))
    return found
