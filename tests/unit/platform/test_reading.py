"""What the inbox makes of bodies, without a server."""

from typing import Any

import pytest

from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.inbox.reading import (
    ContentType,
    Reading,
    plain_text,
    read_message_body,
)

BOUNDARY = "----x"


def read(body: bytes | str, kind: str = "", query: list[tuple[str, str]] | None = None) -> Reading:
    data = body.encode() if isinstance(body, str) else body
    return read_message_body(data, kind, query or [])


def multipart(*parts: tuple[str, str, str]) -> bytes:
    """Return a body of parts: name, further headers, content."""
    lines = []
    for name, more, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"{more}'
        lines.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n{content}\r\n")
    return ("".join(lines) + f"--{BOUNDARY}--\r\n").encode()


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
XML_CASES = {
    "<a/>": {"a": ""},
    "<a>text</a>": {"a": "text"},
    "<a> <b>1</b> <b>2</b> <c>3</c> </a>": {"a": {"b": ["1", "2"], "c": "3"}},
    '<a type="x"/>': {"a": {"-type": "x"}},
    '<a type="x">text</a>': {"a": {"-type": "x", "#text": "text"}},
    "<a>one<b/>two</a>": {"a": {"b": "", "#text": "onetwo"}},
    '<s:a xmlns:s="urn:s" s:k="sf:v"><s:b/></s:a>': {"a": {"-k": "sf:v", "b": ""}},
    "<a><b/><b><c>1</c></b><b/></a>": {"a": {"b": ["", {"c": "1"}, ""]}},
    "<a>&lt;ሰላም&amp;</a>": {"a": "<ሰላም&"},
}


@pytest.mark.parametrize(("xml", "expected"), XML_CASES.items())
def test_xml_becomes_json_by_v1s_conventions(xml: str, expected: Any):
    reading = read(xml, "application/xml")

    assert reading.value == expected
    assert reading.received == xml.encode()


def test_the_message_v1s_documentation_shows_is_read():
    xml = """<?xml version="1.0" encoding="UTF-8"?>
      <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
        <soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">
          <Notification><sObject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xmlns:sf="urn:sobject" xsi:type="sf:Ablb_Registration__c"/></Notification>
        </notifications></soapenv:Body></soapenv:Envelope>"""

    reading = read(xml, "text/xml")

    sobject = reading.value["Envelope"]["Body"]["notifications"]["Notification"]["sObject"]
    assert sobject == {"-type": "sf:Ablb_Registration__c"}


def test_json_is_kept_as_it_was_sent():
    text = '{ "n": 1.0, "big": 12345678901234567890, "n": 2.50 }'

    reading = read(text, "application/json")

    assert (reading.text, reading.received) == (text, None)
    assert str(reading.value["n"]) == "2.50"


@pytest.mark.parametrize("body", ["[1]", "12", "null", '"text"', "true"])
def test_json_of_every_kind_is_a_message(body: str):
    assert read(body).text == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"é":1}'.encode("utf-16"), ""),
        ('{"é":1}'.encode("latin-1"), "application/json; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + '{"é":1}'.encode(), "application/json"),
    ],
)
def test_json_in_other_character_sets_is_kept_in_utf_8_beside_what_was_sent(body: bytes, kind: str):
    reading = read(body, kind)

    assert (reading.text, reading.value, reading.received) == ('{"é":1}', {"é": 1}, body)


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("a=1&b=x+y&b=%C3%A9&c=", "application/x-www-form-urlencoded",
         {"a": "1", "b": ["x y", "é"], "c": ""}),
        ('{"a":1}', "application/x-www-form-urlencoded", {"a": 1}),
        ('{"a":1}', "text/plain", {"a": 1}),
        ("<a>1</a>", "text/plain", {"a": "1"}),
        ("<a>1</a>", "", {"a": "1"}),
        ("<a>1</a>", "application/soap+xml; charset=utf-8", {"a": "1"}),
        ('{"a":1}', "application/fhir+json", {"a": 1}),
    ],
)  # fmt: skip
def test_the_kind_is_what_is_said_else_what_it_looks_like(body: str, kind: str, expected: Any):
    assert read(body, kind).value == expected


def test_without_a_body_the_query_parameters_are_the_message():
    reading = read(b"", "", [("app_id", "7"), ("failure", "")])

    assert (reading.value, reading.received) == ({"app_id": "7", "failure": ""}, b"")


def test_a_form_with_files_keeps_them_beside_its_fields():
    body = multipart(
        ("name", "", "Sampley"),
        ("photo", '; filename="C:\\\\me\\\\child.jpg"\r\nContent-Type: image/jpeg', "JPG"),
    )

    reading = read(body, MULTIPART)

    assert reading.value == {"name": "Sampley", "photo": "child.jpg"}
    (file,) = reading.attachments
    assert (file.name, file.content_type, file.body) == ("child.jpg", "image/jpeg", b"JPG")


def test_an_openrosa_submission_is_its_form_as_json_with_its_files():
    xml = '<data id="birth" version="1"><name>Sampley</name></data>'
    kind = '; filename="form.xml"\r\nContent-Type: text/xml'
    body = multipart(("xml_submission_file", kind, xml), ("a.jpg", '; filename="a.jpg"', "A"))

    reading = read(body, MULTIPART)

    assert reading.value == {"data": {"-id": "birth", "-version": "1", "name": "Sampley"}}
    assert (reading.submission, reading.received) == (xml.encode(), xml.encode())
    assert [file.name for file in reading.attachments] == ["a.jpg"]


DEEP = "[" * 10_000 + "]" * 10_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    '<!ENTITY lol1 "&lol;&lol;&lol;">]><lolz>&lol1;</lolz>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
BAD: list[tuple[bytes | str, str, str]] = [
    ("", "application/json", "empty"),
    ("   ", "", "empty"),
    ('{"a":\n nope}', "", r"line 2, column 2: The message body is not JSON"),
    ('{"a":1', "", "ends too early"),
    ('{"a":NaN}', "", "NaN is no number"),
    ('{"a":"\\u0000"}', "", "cannot store"),
    ('{"a":"\\ud800"}', "", "half a surrogate pair"),
    (DEEP, "", "nested deeper than 500"),
    ('{"a":1}{"b":2}', "", "something follows"),
    (b'{"a":"\xff"}', "application/json", "byte 7 does not fit"),
    (b"{}", "application/json; charset=klingon", "klingon is not known"),
    ("<a>", "", "line 1, column 4: The message body is not XML"),
    ("<a></b>", "text/xml", "mismatched tag"),
    (BOMB, "application/xml", "document type or entities"),
    (OUTSIDE, "application/xml", "document type or entities"),
    ("<a>" * 10_000 + "</a>" * 10_000, "text/xml", "more than 500 elements"),
    ('<?xml version="1.0" encoding="klingon"?><a/>', "text/xml", "not XML"),
    ("<a>\x00</a>", "text/xml", "not XML"),
    ("&", "application/x-www-form-urlencoded", "no fields"),
    ("&".join(["a=1"] * 10_001), "application/x-www-form-urlencoded", "more than 10,000"),
    ("x", "multipart/form-data", "names no boundary"),
    (f"--{BOUNDARY}--\r\n", MULTIPART, "no parts"),
    (multipart(("a", "", "1"))[:-6], MULTIPART, "ends too early|broken"),
    (b"garbage", MULTIPART, "broken|ends too early"),
    (multipart(*[("a", "", "1")] * 201), MULTIPART, "more than 200 parts"),
    ("just words", "text/plain", "not JSON"),
]


@pytest.mark.parametrize(("body", "kind", "says"), BAD)
def test_what_cannot_be_read_says_why_and_where(body: bytes | str, kind: str, says: str):
    with pytest.raises(UserInputProblem, match=says):
        read(body, kind)


@pytest.mark.parametrize(
    ("header", "kind", "parameters"),
    [
        ("", "", {}),
        ("Application/JSON; Charset=UTF-8", "application/json", {"charset": "UTF-8"}),
        ('multipart/form-data; boundary="a b"', "multipart/form-data", {"boundary": "a b"}),
        (";;;", "", {}),
    ],
)
def test_content_types_are_taken_apart(header: str, kind: str, parameters: dict[str, str]):
    found = ContentType.of(header)

    assert (found.kind, {name: found.parameters.get(name) for name in parameters}) == (
        kind, parameters,
    )  # fmt: skip


def test_search_sees_letters_behind_escapes():
    text = '{"name":"\\u1780\\u17d2","n":1.5}'
    reading = read(text)

    assert plain_text(reading.text, reading.value) == '{"name":"ក្","n":"1.5"}'
    assert plain_text('{"a":1}', {"a": 1}) is None
