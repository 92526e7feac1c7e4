"""What JavaScript's own values offer after a dot, by type and by the dialect that has it."""

from openfn_studio.domain.run import Dialect

_ES2019: dict[str, dict[str, str]] = {
    "array": {
        "length": "how many items there are",
        "map": "a list of what a function makes of each item",
        "filter": "the items a function says yes to",
        "find": "the first item a function says yes to",
        "findIndex": "the position of that item, or -1",
        "forEach": "calls a function with each item",
        "some": "whether a function says yes to any item",
        "every": "whether a function says yes to all items",
        "includes": "whether a value is among the items",
        "indexOf": "the position of a value, or -1",
        "join": "one text of all items",
        "reduce": "one value of all items",
        "slice": "a part of the list",
        "concat": "this list and another one",
        "sort": "puts the items in order",
        "reverse": "turns the order round",
        "push": "adds an item at the end",
        "pop": "takes the last item off",
        "flat": "one list of the lists in it",
        "flatMap": "one list of the lists a function makes",
    },
    "string": {
        "length": "how many UTF-16 units it has",
        "trim": "without blanks at both ends",
        "split": "a list of parts",
        "replace": "with the first match replaced",
        "includes": "whether it holds a text",
        "startsWith": "whether it begins with a text",
        "endsWith": "whether it ends with a text",
        "toUpperCase": "in capitals",
        "toLowerCase": "in small letters",
        "slice": "a part of it",
        "substring": "a part of it",
        "indexOf": "the position of a text, or -1",
        "match": "what a pattern found",
        "padStart": "filled up at the beginning",
        "padEnd": "filled up at the end",
        "charAt": "the unit at a position",
    },
    "number": {
        "toFixed": "a text with so many decimals",
        "toString": "a text",
        "toLocaleString": "a text as people of a country write it",
    },
}
_NEWER: dict[str, dict[str, str]] = {
    "array": {
        "at": "the item at a position; negative ones count from the end",
        "findLast": "the last item a function says yes to",
        "toSorted": "a list in order; this one stays",
    },
    "string": {
        "at": "the unit at a position; negative ones count from the end",
        "replaceAll": "with every match replaced",
    },
}


def value_members(types: frozenset[str], dialect: Dialect) -> dict[str, str]:
    """Return names to what they are, of all types a value can have.

    Args:
        types: ``array``, ``string``, ``number``; others have nothing worth offering.
        dialect: v1 knows what ES2019 has.
    """
    found: dict[str, str] = {}
    for name in ("array", "string", "number"):
        if name in types:
            found.update(_ES2019.get(name, {}))
            if dialect is Dialect.V2:
                found.update(_NEWER.get(name, {}))
    return found
