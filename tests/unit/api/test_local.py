import httpx
import pytest

from openfn_studio.api.local import PlatformClient
from openfn_studio.errors import RemoteProblem


def client(status: int, body: bytes = b"", **more: str) -> PlatformClient:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer t"
        return httpx.Response(status, content=body, headers=more)

    return PlatformClient("http://127.0.0.1", "t", httpx.MockTransport(answer))


def test_what_is_given_is_json_and_nothing_is_none():
    with client(200, b'{"a":1}') as one, client(204) as other:
        assert one.get("/api/jobs", {"limit": 1, "before_id": None}) == {"a": 1}
        assert other.delete("/api/jobs/1") is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"errors":{"name":["is taken","is odd"]}}', "name: is taken name: is odd"),
        (b'{"errors":{"detail":["Not there."]}}', "Not there."),
        (b"<html>gateway</html>", "<html>gateway</html>"),
        (b"[]", "[]"),
        (b'{"errors":[]}', '{"errors":[]}'),
        (b"", "Unprocessable"),
    ],
)
def test_a_refusal_is_told_in_the_platforms_words(body: bytes, says: str):
    with client(422, body) as asked, pytest.raises(RemoteProblem) as caught:
        asked.post("/api/jobs", {})

    assert says in caught.value.what
    assert caught.value.means == "The platform answered 422."


def test_a_platform_that_does_not_answer_is_told():
    with (
        PlatformClient("http://127.0.0.1:9", "t") as asked,
        pytest.raises(RemoteProblem, match="does not answer"),
    ):
        asked.get("/api/jobs")


def test_a_download_comes_in_pieces_and_a_refused_one_is_told():
    with client(200, b"abc") as asked, asked.download("/x") as pieces:
        assert b"".join(pieces) == b"abc"
    with (
        client(404, b'{"errors":{"detail":["Gone."]}}') as asked,
        pytest.raises(RemoteProblem, match="Gone"),
        asked.download("/x") as pieces,
    ):
        pass
