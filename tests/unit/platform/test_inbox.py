"""The inbox by HTTP: what is answered, what is kept, who may post."""

import base64
import gzip
import hashlib
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.platform.serving import Served, serving

UNKNOWN = "/inbox/00000000-0000-4000-8000-000000000000"

GZIPPED = gzip.compress(b'{"a":1}', mtime=0)
"""The time is left out: tests are known by their values, the same in every process."""


def newest(served: Served) -> dict[str, Any]:
    number = served.get("/api/messages")[0]["id"]
    return served.get(f"/api/messages/{number}")


def test_the_documented_curl_call_is_answered_as_documented(served: Served):
    served.project()

    sent = served.send('{"foo":"bar", "baz":"qux"}', headers={"Cache-Control": "no-cache"})

    assert (sent.status_code, sent.content) == (200, b"{}")
    assert sent.headers["content-type"] == "application/json"
    message = newest(served)
    assert message["body"] == {"foo": "bar", "baz": "qux"}
    assert message["is_as_received"] is True


def test_a_message_matches_its_trigger_and_its_run_gets_it_with_the_query(served: Served):
    served.project()
    served.trigger({"foo": "bar"})
    served.job(name="register")

    served.send('{"foo":"bar", "n": 12345678901234567890}', params={"app_id": "7"})

    (run,) = served.runs()
    assert (run["exit_code"], run["success"], run["receipt_id"]) == (0, True, 1)
    message = newest(served)
    assert message["trigger_ids"] == [1]
    assert message["jobs"] == [{"job_id": 1, "state": "success"}]
    log = served.log(1)
    assert '"__query_params":{"app_id":"7"}' in log
    assert log.endswith("Finished.")


def test_keys_and_passwords_in_headers_are_not_kept(served: Served):
    served.project()

    served.send(headers={"X-Api-Key": "secret-key", "Authorization": "Basic c2VjcmV0", "X-Id": "7"})

    headers = newest(served)["headers"]
    assert (headers["x-api-key"], headers["authorization"], headers["x-id"]) == (
        "••••",
        "••••",
        "7",
    )


@pytest.mark.parametrize("packed", [GZIPPED, zlib.compress(b'{"a":1}')], ids=["gzip", "deflate"])
def test_packed_messages_are_unpacked(served: Served, packed: bytes):
    encoding = "gzip" if packed[:2] == b"\x1f\x8b" else "deflate"
    served.project()

    served.send(packed, headers={"Content-Encoding": encoding})

    assert newest(served)["body"] == {"a": 1}


@pytest.mark.parametrize(
    ("content", "encoding", "status", "says"),
    [
        (b"not packed", "gzip", 400, "but it is not"),
        (GZIPPED[:-9], "gzip", 400, "ends too early"),
        (gzip.compress(b" " * (9 << 20), mtime=0), "gzip", 413, "larger than 8.4 MB"),
        (b"{}", "br", 415, "br is not known"),
    ],
)
def test_packed_messages_that_are_broken_or_too_large_are_refused(
    served: Served, content: bytes, encoding: str, status: int, says: str
):
    served.project()

    sent = served.send(content, status, headers={"Content-Encoding": encoding})

    assert says in sent.json()["errors"][next(iter(sent.json()["errors"]))][0]
    assert served.get("/api/messages") == []


def test_broken_json_is_refused_with_its_place(served: Served):
    served.project()

    sent = served.send('{"a":\n  1,\n  b}', 400)

    (text,) = sent.json()["errors"]["body"]
    assert "line 3, column 3" in text


def test_the_largest_message_is_taken_and_one_byte_more_is_not(served: Served):
    served.project()
    largest = b'{"a":"' + b"x" * ((8 << 20) - 8) + b'"}'

    served.send(largest)
    sent = served.send(largest + b" ", 413)

    assert "8.4 MB" in sent.json()["errors"]["body"][0]
    assert [message["size"] for message in served.get("/api/messages")] == [8 << 20]


def test_an_unknown_inbox_is_not_there_and_other_methods_are_not_possible(served: Served):
    project = served.project()

    unknown = httpx.post(served.url + UNKNOWN, json={})
    wrong = httpx.get(project["inbox_url"])

    assert (unknown.status_code, wrong.status_code) == (404, 405)
    assert wrong.headers["allow"] == "POST"
    assert "errors" in unknown.json()


def test_a_key_is_asked_for_as_soon_as_there_is_one_and_can_be_rotated(served: Served):
    served.project()
    served.send()
    first = served.post("/api/projects/1/inbox_keys", {"name": "old"})
    refused = served.send(status=401)

    second = served.post("/api/projects/1/inbox_keys", {"name": "new"})
    served.send(headers={"x-api-key": first["key"]})
    served.send(headers={"x-api-key": second["key"]})
    served.delete("/api/projects/1/inbox_keys/1")
    served.send(status=401, headers={"x-api-key": first["key"]})
    served.send(headers={"x-api-key": second["key"]})

    assert "asks for a key" in refused.json()["errors"]["detail"][0]
    assert [key["name"] for key in served.get("/api/projects/1/inbox_keys")] == ["new"]
    assert served.get("/api/projects/1")["is_secured"] is True


def test_basic_pairs_are_taken_beside_keys(served: Served):
    served.project()
    pair = {"username": "source", "password": "open-sesame-42"}
    made = served.post("/api/projects/1/inbox_keys", pair)

    for _ in range(2):
        served.send(auth=("source", "open-sesame-42"))
    for wrong in (("source", "open-sesame-43"), ("other", "open-sesame-42")):
        refused = served.send(status=401, auth=wrong)
        assert refused.headers["www-authenticate"].startswith("Basic")
    for broken in ("Basic", "Basic %%%", "Basic " + base64.b64encode(b"nocolon").decode()):
        served.send(status=401, headers={"Authorization": broken})

    assert (made["kind"], made["key"]) == ("basic", None)


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        ({"username": "a:b", "password": "12345678"}, "username"),
        ({"username": "a", "password": "short"}, "password"),
        ({"password": "12345678"}, "username"),
    ],
)
def test_a_pair_that_could_not_be_sent_is_refused(served: Served, pair: dict[str, str], field: str):
    served.project()

    refused = served.post("/api/projects/1/inbox_keys", pair, 422)

    assert list(refused["errors"]) == [field]


def test_keys_are_kept_hashed(served: Served, tmp_path: Path):
    served.project()
    key = served.post("/api/projects/1/inbox_keys", {})["key"]
    served.post("/api/projects/1/inbox_keys", {"username": "u", "password": "open-sesame-42"})
    served.send(headers={"x-api-key": key})

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("local.sqlite*") if path.is_file())
    assert key.encode() not in kept
    assert b"open-sesame" not in kept
    assert hashlib.sha256(key.encode()).hexdigest().encode() in kept


# ---------------------------------------------------------------- OpenRosa

XML = b'<data id="birth"><name>Sampley</name></data>'


def submit(url: str, *files: tuple[str, bytes], xml: bytes = XML, **more: Any) -> httpx.Response:
    parts = [("xml_submission_file", ("form.xml", xml, "text/xml"))]
    parts += [(name, (name, body, "image/jpeg")) for name, body in files]
    return httpx.post(f"{url}/submission", files=parts, **more)


def test_odk_collect_finds_what_it_expects(served: Served):
    url = served.project()["inbox_url"]

    asked = httpx.head(f"{url}/submission", headers={"X-OpenRosa-Version": "1.0"})
    forms = httpx.get(f"{url}/formList")
    sent = submit(url, ("a.jpg", b"JPG"), params={"deviceID": "d1"})

    assert asked.status_code == 204
    assert asked.headers["x-openrosa-version"] == "1.0"
    assert int(asked.headers["x-openrosa-accept-content-length"]) == 8 << 20
    assert asked.headers["location"] == f"{url}/submission"
    assert (forms.status_code, "xforms" in forms.text) == (200, True)
    assert sent.status_code == 201
    assert 'xmlns="http://openrosa.org/http/response"' in sent.text
    message = newest(served)
    assert message["body"] == {"data": {"-id": "birth", "name": "Sampley"}}
    assert (message["source"], message["query_params"]) == ("openrosa", {"deviceID": "d1"})
    number = message["id"]
    kept = served.client.get(f"/api/messages/{number}/attachments/a.jpg")
    assert (kept.content, kept.headers["content-type"]) == (b"JPG", "image/jpeg")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert served.client.get(f"/api/messages/{number}/received").content == XML


def test_a_submission_that_is_sent_in_pieces_or_twice_is_one_message(served: Served):
    url = served.project()["inbox_url"]

    for files in ([("a.jpg", b"A")], [("b.jpg", b"B")], [("a.jpg", b"A")]):
        assert submit(url, *files).status_code == 201
    submit(url, xml=XML.replace(b"Sampley", b"Mocky"))

    assert len(served.get("/api/messages")) == 2
    message = served.get("/api/messages/1")
    assert [file["name"] for file in message["attachments"]] == ["a.jpg", "b.jpg"]


def test_an_openrosa_client_is_asked_for_its_password(served: Served):
    url = served.project()["inbox_url"]
    served.post("/api/projects/1/inbox_keys", {"username": "odk", "password": "open-sesame-42"})

    asked = httpx.head(f"{url}/submission")
    sent = submit(url, auth=("odk", "open-sesame-42"))

    assert (asked.status_code, sent.status_code) == (401, 201)
    assert asked.headers["www-authenticate"].startswith("Basic")


def test_a_submission_without_its_form_is_refused(served: Served):
    url = served.project()["inbox_url"]

    sent = httpx.post(f"{url}/submission", files={"a": ("a.jpg", b"A")})
    plain = httpx.post(f"{url}/submission", json={})

    assert (sent.status_code, plain.status_code) == (400, 400)
    assert "xml_submission_file" in sent.json()["errors"]["body"][0]


# ---------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "["},
    ],
)
def test_what_a_browser_was_driven_to_is_refused(served: Served, headers: dict[str, str]):
    url = served.project()["inbox_url"]

    sent = httpx.post(url, json={}, headers=headers)

    assert sent.status_code == 403
    assert served.get("/api/messages") == []


def test_our_own_origin_may_ask(served: Served):
    url = served.project()["inbox_url"]

    assert httpx.post(url, json={}, headers={"Origin": served.url}).status_code == 200


def test_others_may_post_only_to_inboxes_that_ask_for_a_key(tmp_path: Path):
    with serving(tmp_path) as local:
        local.project()
        key = local.post("/api/projects/1/inbox_keys", {})["key"]

    with serving(tmp_path, options={"host": "0.0.0.0", "names": ["127.0.0.1"]}) as open_server:  # noqa: S104
        open_server.client.base_url = open_server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        second = open_server.post("/api/projects", {"name": "Second"})
        inbox = second["inbox_url"].replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert httpx.post(inbox, json={}).status_code == 401
        open_server.client.headers["x-api-key"] = key
        first = open_server.get("/api/projects/1")["inbox_url"]
        assert open_server.client.post(first, json={}).status_code == 200


def test_a_server_that_others_reach_is_not_started_with_an_open_inbox(tmp_path: Path):
    with serving(tmp_path) as local:
        local.project()

    with pytest.raises(Exception, match="Clinic"), serving(
        tmp_path, options={"host": "0.0.0.0"}  # noqa: S104
    ):  # fmt: skip
        pass
