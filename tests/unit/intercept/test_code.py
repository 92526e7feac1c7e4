import json
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.intercept.code import as_job_code, literal
from openfn_studio.intercept.exchange import SeenBody, SeenRequest
from openfn_studio.runner.launch import bundled_node

keys = st.text(max_size=8) | st.sampled_from(["__proto__", "constructor", "a", "a-b", "ab"])
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def node(script: str) -> Any:
    done = subprocess.run(
        [bundled_node(), "-"], input=script.encode(), capture_output=True, check=True
    )
    # JavaScript has no whole numbers of its own.
    return json.loads(done.stdout, parse_int=float)


def request(method: str = "POST", body: str | None = None, **more: Any) -> SeenRequest:
    seen = None if body is None else SeenBody(len(body), body)
    url = more.pop("url", "https://clinic.example/api/children")
    return SeenRequest(method, url, more.pop("headers", {}), more.pop("seen", seen))


def called(code: str) -> Any:
    """The function's name and its arguments, as JavaScript understands the code."""
    names = ("get", "post", "put", "patch", "del", "request")
    functions = "".join(f"const {name} = (...a) => say('{name}', a);\n" for name in names)
    return node(f"const say = (...a) => console.log(JSON.stringify(a));\n{functions}{code}")


@settings(max_examples=10, deadline=None)
@given(st.lists(values, min_size=1, max_size=60))
def test_a_literal_is_the_same_value_in_javascript(many: list[Any]):
    written = f"console.log(JSON.stringify([{','.join(map(literal, many))}]))"

    assert node(written) == many


def test_a_post_reads_as_a_person_would_write_it():
    seen = request(
        body='{"externalId":"form-7001","name":"Sampley Exampla"}',
        headers={
            "Content-Type": "application/json",
            "Authorization": "Basic ••••",
            "X-Source": "sample",
            "content-length": "51",
        },
        url="https://register.example/children?dry=1",
    )

    assert as_job_code(seen) == (
        "// The credential's baseUrl: https://register.example\n"
        "// The credential sends the authorization header.\n"
        "post('/children', {\n"
        "  query: { dry: '1' },\n"
        "  body: { externalId: 'form-7001', name: 'Sampley Exampla' },\n"
        "  headers: { 'X-Source': 'sample' },\n"
        "});"
    )


def test_newer_adaptors_take_the_body_as_an_argument():
    code = as_job_code(request(body='{"a":1}', headers={"x-a": "b"}), takes_data=True)

    assert called(code) == ["post", ["/api/children", {"a": 1}, {"headers": {"x-a": "b"}}]]


def test_newer_adaptors_get_an_open_place_for_a_missing_body():
    assert called(as_job_code(request(headers={"x-a": "b"}), takes_data=True)) == [
        "post",
        ["/api/children", None, {"headers": {"x-a": "b"}}],
    ]
    assert called(as_job_code(request(), takes_data=True)) == ["post", ["/api/children"]]


@pytest.mark.parametrize(
    ("method", "function"),
    [("GET", "get"), ("PUT", "put"), ("PATCH", "patch"), ("DELETE", "del")],
)
def test_each_method_has_its_function(method: str, function: str):
    assert called(as_job_code(request(method))) == [function, ["/api/children"]]


def test_other_methods_are_named():
    assert called(as_job_code(request("OPTIONS"))) == ["request", ["OPTIONS", "/api/children"]]


def test_a_name_that_stands_twice_in_a_query_becomes_a_list():
    code = as_job_code(request("GET", url="https://a.example/?id=1&id=2&id=3&x="))

    assert called(code) == ["get", ["/", {"query": {"id": ["1", "2", "3"], "x": ""}}]]


@pytest.mark.parametrize(
    "body", ["name=Sampley&age=3", "<a>\n  it's `${x}` \\</a>", "NaN", "17", '"x"', "[" * 2000]
)
def test_a_body_that_is_no_object_stays_text(body: str):
    assert called(as_job_code(request(body=body)))[1][1] == {"body": body}


def test_a_body_nested_deeper_than_code_should_be_stays_text():
    body = "[" * 300 + "]" * 300

    assert called(as_job_code(request(body=body)))[1][1] == {"body": body}


def test_what_is_not_whole_or_no_text_is_told():
    cut = request(seen=SeenBody(9_000, '{"a', is_truncated=True))
    bytes_ = request(seen=SeenBody(3, None, "AAEC"))

    assert "// The body is cut: it had 9,000 bytes." in as_job_code(cut)
    assert "// The body was bytes that are not text." in as_job_code(bytes_)
