import pytest

from openfn_studio.intercept.pretty import LONGEST_LINE, pretty
from openfn_studio.state.indented import indented


def shown(text: str, content_type: str | None = None) -> tuple[str, str]:
    laid_out = pretty(text, content_type, indented)
    return laid_out.kind, laid_out.text


def test_json_gets_a_line_a_value():
    assert shown('{"a":[1]}', "application/vnd.api+json") == (
        "json",
        '{\n  "a": [\n    1\n  ]\n}',
    )


def test_json_is_known_without_a_type():
    assert shown(" [1]")[0] == "json"


def test_what_calls_itself_json_and_is_none_stays_as_it_is():
    assert shown("oops {", "application/json") == ("json", "oops {")


def test_a_form_gets_a_line_a_field():
    assert shown("a=1&b=x+y%26z&c=", "application/x-www-form-urlencoded; charset=utf-8") == (
        "form",
        "a = 1\nb = x y&z\nc = ",
    )


def test_xml_gets_a_line_an_element():
    text = '<?xml version="1.0"?><a><!-- <b> --><b x="1>2">t</b><c/><d><e></e></d></a>'

    assert shown(text, "text/xml") == (
        "xml",
        '<?xml version="1.0"?>\n<a>\n  <!-- <b> -->\n  <b x="1>2">t</b>\n  <c/>\n'
        "  <d>\n    <e></e>\n  </d>\n</a>",
    )


@pytest.mark.parametrize("text", ["<a", "</a></b>", "<a><b>", "<<<", "<![CDATA[", "< b"])
def test_broken_xml_loses_nothing_but_white_space(text: str):
    squeezed = "".join(shown(text, "application/xml")[1].split())

    assert squeezed == "".join(text.split())


def test_other_types_stay_as_they_are():
    assert shown("<p>\n hi", "text/html") == ("html", "<p>\n hi")
    assert shown("hi") == ("text", "hi")


def test_a_line_too_long_to_be_shown_is_broken():
    text = "x" * (LONGEST_LINE * 2 + 1)

    lines = shown(text)[1].split("\n")

    assert [len(line) for line in lines] == [LONGEST_LINE, LONGEST_LINE, 1]
