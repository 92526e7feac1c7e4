"""What is wrong with a value, in words, from what msgspec says of it. Pure."""

import re

_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "datetime": "a time",
}
_RULES = (
    (r"Expected `str` of length >= (\d+)", "It must have at least {0} characters."),
    (r"Expected `str` of length <= (\d+)", "It may have at most {0} characters."),
    (r"Expected `int` >= (-?\d+)", "It must be {0} or more."),
    (r"Expected `int` <= (-?\d+)", "It must be {0} or less."),
    (r"Expected `str` matching regex .*", "It does not look like one."),
    (r"Invalid enum value '?(.*?)'?", "{0} is not one of the values it can have."),
    (r"Object missing required field `.*`", "It is missing."),
)
_KIND = re.compile(r"Expected `([^`]+)`(?:, got `([^`]+)`)?")


def in_words(text: str) -> str:
    """Return a whole sentence for a message of msgspec's validation."""
    for pattern, says in _RULES:
        found = re.fullmatch(pattern, text)
        if found:
            return says.format(*found.groups())
    kind = _KIND.fullmatch(text)
    if kind is None:
        return f"{text}."
    wanted = " or ".join(_KINDS.get(one.strip(), one.strip()) for one in kind[1].split("|"))
    got = f", not {_KINDS.get(kind[2], kind[2])}" if kind[2] else ""
    return f"It must be {wanted}{got}."
