import base64
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.intercept.curl import as_curl, quoted
from openfn_studio.intercept.exchange import SeenBody, SeenRequest

ARGUMENTS = "curl() { printf '%s\\0' \"$@\"; }\n"
BODY_TOO = "curl() { printf '%s\\0' \"$@\"; cat; }\n"
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def arguments_of(command: str) -> list[str]:
    """What bash hands to curl."""
    return bash(ARGUMENTS + command).decode().split("\0")[:-1]


def bash(script: str) -> bytes:
    done = subprocess.run(
        ["bash", "--norc"],
        input=script.encode(),
        capture_output=True,
        check=True,
        env={"LANG": "C.UTF-8"},
    )
    assert done.stderr == b""
    return done.stdout


def post(text: str | None = None, **more: object) -> SeenRequest:
    body = None if text is None else SeenBody(len(text), text)
    given = {"method": "POST", "url": "https://clinic.example/a", "body": body, **more}
    return SeenRequest(**given)  # pyright: ignore[reportArgumentType]


@settings(max_examples=30, deadline=None)
@given(st.lists(texts, min_size=1, max_size=30))
def test_any_text_is_one_word_for_bash(many: list[str]):
    script = f"printf '%s\\0' {' '.join(quoted(text) for text in many)}"

    assert bash(script).decode().split("\0")[:-1] == many


@given(texts)
def test_no_control_character_is_left_in_a_quoted_text(text: str):
    assert not any((letter != "\n" and letter < " ") or letter == "\x7f" for letter in quoted(text))


def test_half_a_character_is_replaced_and_not_lost():
    assert quoted("a\ud83db") == "'a\ufffdb'"


def test_a_get_needs_no_option():
    request = SeenRequest("GET", "https://clinic.example/children?from=1&to=2", {})

    assert as_curl(request) == "curl 'https://clinic.example/children?from=1&to=2'"


def test_a_post_reads_as_a_person_would_write_it():
    request = post(
        '{"name":"Sampley O\'Hara"}',
        headers={"Content-Type": "application/json", "Authorization": "Basic ••••"},
    )

    assert as_curl(request) == (
        "curl --request POST https://clinic.example/a \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        "  --header 'Authorization: Basic ••••' \\\n"
        "  --data-raw '{\"name\":\"Sampley O'\\''Hara\"}'"
    )


@settings(max_examples=20, deadline=None)
@given(body=texts.filter(bool), value=st.text(st.characters(min_codepoint=33, max_codepoint=255)))
def test_curl_gets_body_and_headers_as_they_were(body: str, value: str):
    request = post(body, headers={"x-source": value, "Content-Type": "text/plain"})

    given = arguments_of(as_curl(request))

    assert given[-2:] == ["--data-raw", body]
    assert (f"x-source: {value}" if value.strip() else "x-source;") in given


def test_a_body_without_a_type_is_not_called_a_form():
    assert "content-type:" in arguments_of(as_curl(post("x")))


@pytest.mark.parametrize(
    "name", ["Content-Length", "host", "Connection", "transfer-encoding", ":path"]
)
def test_headers_that_curl_writes_itself_are_left_to_it(name: str):
    request = post("x", headers={name: "clinic.example", "content-type": "a/b"})

    assert not any(name in argument for argument in arguments_of(as_curl(request)))


def test_another_host_than_the_urls_is_sent():
    request = SeenRequest("GET", "https://10.0.0.1/a", {"Host": "clinic.example"})

    assert "Host: clinic.example" in arguments_of(as_curl(request))


def test_compressed_answers_are_asked_for_and_unpacked():
    request = SeenRequest("GET", "https://clinic.example/a", {"Accept-Encoding": "gzip"})

    assert arguments_of(as_curl(request))[1:] == ["--compressed"]


def test_brackets_and_dots_in_a_path_are_taken_literally():
    request = SeenRequest("GET", "https://clinic.example/a/../b[1]?c={d}", {})

    assert arguments_of(as_curl(request)) == ["--globoff", "--path-as-is", request.url]


def test_head_is_asked_with_curls_own_word():
    assert as_curl(SeenRequest("HEAD", "https://a.example/", {})) == (
        "curl --head https://a.example/"
    )


@pytest.mark.parametrize(
    "body",
    [
        SeenBody(4, None, base64.b64encode(b"\x00\xff\n'").decode()),
        SeenBody(3, "a\0b"),
        SeenBody(200_000, "line\n" * 40_000),
    ],
)
def test_what_no_word_can_hold_is_piped_in(body: SeenBody):
    wanted = body.text.encode() if body.text is not None else base64.b64decode(body.base64 or "")

    given = bash(BODY_TOO + as_curl(post(body=body)))

    assert given.split(b"\0", 7)[-1] == wanted or given.endswith(b"--data-binary\0@-\0" + wanted)


def test_a_body_that_was_cut_says_so():
    command = as_curl(post(body=SeenBody(3_000_000, "begins", is_truncated=True)))

    assert command.startswith("# The body is cut: only the beginning of its 3,000,000 bytes")
    assert arguments_of(command)[-1] == "begins"
