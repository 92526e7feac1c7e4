"""XML as JSON, by v1's conventions.

Namespace prefixes go, attributes are called ``-name``, an element that is repeated is a list and a
single one an object. An element that has nothing but text is that text; beside attributes or other
elements text is called ``#text``. The outermost element is the one key of the object.
"""

from collections.abc import Mapping
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.triggers.jsontext import MAX_DEPTH

TEXT = "#text"
_NAMESPACED = "}"


class XmlProblem(UserInputProblem):
    """A text that is not XML, or XML that is not taken, with its place."""


class _TooDeep(Exception):
    """Elements are nested too deeply."""


def xml_value(source: bytes | str) -> dict[str, Any]:
    """Return the JSON object of an XML text.

    Raises:
        XmlProblem: It is not XML, has a document type, entities, or too many levels.
    """
    target = _Builder()
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        parser.feed(source)
        return parser.close()
    except DefusedXmlException as error:
        raise XmlProblem(
            "XML with a document type or entities is not taken.",
            remedy="Leave the DOCTYPE out.",
        ) from error
    except ParseError as error:
        line, column = error.position
        reason = str(error).split(":")[0]
        place = Place(line=line, column=column + 1)
        raise XmlProblem(f"The message body is not XML: {reason}.", place=place) from error
    except _TooDeep as error:
        text = f"The message body has more than {MAX_DEPTH} elements inside each other."
        raise XmlProblem(text) from error
    except (ValueError, LookupError) as error:
        raise XmlProblem("The message body is not XML in a known character set.") from error


class _Builder:
    """Takes the parser's events, and builds objects from the inside out."""

    def __init__(self) -> None:
        self._open: list[tuple[str, dict[str, Any], list[str]]] = [("", {}, [])]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if len(self._open) > MAX_DEPTH - 1:
            raise _TooDeep
        members = {f"-{_local(name)}": value for name, value in attributes.items()}
        self._open.append((_local(tag), members, []))

    def data(self, text: str) -> None:
        """Take text inside the element that is open."""
        self._open[-1][2].append(text)

    def end(self, tag: str) -> None:
        """End an element: it becomes a member of the one around it."""
        name, members, texts = self._open.pop()
        text = "".join(texts).strip()
        value: Any = members
        if not members:
            value = text
        elif text:
            members[TEXT] = text
        _add(self._open[-1][1], name, value)

    def close(self) -> dict[str, Any]:
        """Return the whole."""
        return self._open[0][1]


def _add(members: dict[str, Any], name: str, value: Any) -> None:
    if name not in members:
        members[name] = value
        return
    known = members[name]
    if isinstance(known, list):
        cast("list[Any]", known).append(value)
    else:
        members[name] = [known, value]


def _local(name: str) -> str:
    """Return a name without its namespace, which the parser puts in braces before it."""
    return name.rpartition(_NAMESPACED)[2]
