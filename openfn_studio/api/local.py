"""A client of the platform on this computer."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import httpx

from openfn_studio.errors import RemoteProblem

_TIMEOUT_S = 120.0

Query = Mapping[str, Any]
"""What stands behind the ``?``; None is left out."""


class PlatformClient:
    """Calls a platform on this computer; a context manager that closes its connections.

    Args:
        url: Where it is.
        token: What opens its API.
        transport: Another way there, for tests.
    """

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        # No proxy stands between a program and its own computer.
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=_TIMEOUT_S,
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, query: Query | None = None) -> Any:
        """Return what is at an address.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        return self._json(self._send("GET", path, query))

    def post(self, path: str, body: Any = None, query: Query | None = None) -> Any:
        """Send JSON and return the answer.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        return self._json(self._send("POST", path, query, json=body))

    def put(self, path: str, body: Any, query: Query | None = None) -> Any:
        """Change what is at an address and return it.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        return self._json(self._send("PUT", path, query, json=body))

    def send(
        self,
        method: str,
        path: str,
        content: bytes,
        content_type: str,
        query: Query | None = None,
    ) -> Any:
        """Send bytes as they are and return the answer.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        headers = {"Content-Type": content_type} if content_type else {}
        return self._json(self._send(method, path, query, content=content, headers=headers))

    def delete(self, path: str, query: Query | None = None) -> Any:
        """Delete what is at an address.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        return self._json(self._send("DELETE", path, query))

    @contextmanager
    def download(self, path: str, query: Query | None = None) -> Generator[Iterator[bytes]]:
        """Yield the pieces of what is at an address, however large it is.

        Raises:
            RemoteProblem: The platform refuses, or does not answer.
        """
        with (
            _translating(),
            self._client.stream("GET", path, params=_given(query), timeout=None) as answer,
        ):
            if answer.is_error:
                answer.read()
                raise _refused(answer)
            yield answer.iter_bytes()

    def _send(self, method: str, path: str, query: Query | None, **more: Any) -> httpx.Response:
        with _translating():
            answer = self._client.request(method, path, params=_given(query), **more)
        if answer.is_error:
            raise _refused(answer)
        return answer

    @staticmethod
    def _json(answer: httpx.Response) -> Any:
        return answer.json() if answer.content else None


def post_to_inbox(url: str, content: bytes, content_type: str, headers: Mapping[str, str]) -> int:
    """Send a message to any inbox and return the status of its answer.

    Raises:
        RemoteProblem: Nobody answers.
    """
    with _translating():
        sent = httpx.post(
            url,
            content=content,
            headers={"Content-Type": content_type, **headers},
            timeout=_TIMEOUT_S,
        )
    return sent.status_code


def _given(query: Query | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}


@contextmanager
def _translating() -> Generator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteProblem(
            f"The platform does not answer: {error or type(error).__name__}.",
            means="Whether it took what was sent is not known.",
            remedy="Look whether it runs: openfn-studio serve.",
        ) from error


def _refused(answer: httpx.Response) -> RemoteProblem:
    return RemoteProblem(
        " ".join(_texts(answer)), means=f"The platform answered {answer.status_code}."
    )


def _texts(answer: httpx.Response) -> list[str]:
    """Return the reasons of a refusal, each with its field."""
    try:
        errors: Any = answer.json()["errors"]
        return [
            text if field in ("detail", "body") else f"{field}: {text}"
            for field, texts in errors.items()
            for text in texts
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [answer.text[:500] or answer.reason_phrase]
