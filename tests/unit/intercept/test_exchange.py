import pytest

from openfn_studio.intercept.exchange import SeenBody, SeenRequest, header, one_line


@pytest.mark.parametrize(
    ("url", "outcome", "took", "line"),
    [
        ("https://a.example/b?c=1", 200, 163.4, "GET a.example/b - 200 in 163ms"),
        ("https://a.example:8443/", 404, None, "GET a.example:8443/ - 404"),
        ("tcp db:5432", "blocked", None, "GET tcp db:5432 - blocked"),
    ],
)
def test_a_request_has_the_line_adaptors_log(
    url: str, outcome: int | str, took: float | None, line: str
):
    assert one_line("GET", url, outcome, took) == line


def test_headers_are_found_whatever_their_case():
    assert header({"Content-Type": "a/b"}, "content-type") == "a/b"
    assert header({}, "content-type") is None


@pytest.mark.parametrize("body", [None, SeenBody(0), SeenBody(0, ""), SeenBody(0, None, "")])
def test_an_empty_body_is_no_content(body: SeenBody | None):
    assert SeenRequest("GET", "https://a.example/", {}, body).content is None
