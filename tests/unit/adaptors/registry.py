"""A tiny npm registry on loopback, for the real npm to talk to."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

Files = Mapping[str, str]


@dataclass
class Registry:
    """Packages by name and version, and what is wrong with the server at the moment."""

    packages: dict[str, dict[str, "Release"]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    """Path of each request, in order."""
    status: int = 0
    """Answer everything with this status, when not 0."""
    corrupt: bool = False
    """Send tarballs that do not fit their checksum."""
    hold: threading.Event = field(default_factory=threading.Event)
    """Tarballs wait for this; set unless a test clears it."""
    asked_for_tarball: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.hold.set()
        self.port = 0
        self.reopen()

    def reopen(self) -> None:
        """Serve, on the same port as before when there was one."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def publish(self, name: str, version: str, files: Files, **package: Any) -> None:
        """Add a version; the newest published becomes ``latest``."""
        manifest = {"name": name, "version": version, **package}
        self.packages.setdefault(name, {})[version] = Release(manifest, files)
        self.tags.setdefault(name, {})["latest"] = version

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = unquote(self.path).strip("/")
                registry.requests.append(path)
                status, body = registry.answer(path)
                with suppress(ConnectionError):  # npm may be ended while it waits
                    self.send_response(status)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        return Handler

    def answer(self, path: str) -> tuple[int, bytes]:
        if self.status:
            return self.status, b"{}"
        name, _, file = path.partition("/-/")
        releases = self.packages.get(name)
        if releases is None:
            return 404, b'{"error": "Not found"}'
        if not file:
            return 200, json.dumps(self._packument(name, releases)).encode()
        self.asked_for_tarball.set()
        self.hold.wait()
        version = file.removeprefix(f"{name.rsplit('/', 1)[-1]}-").removesuffix(".tgz")
        return 200, self._tarball(releases[version])

    def _tarball(self, release: "Release") -> bytes:
        return release.tarball[:-20] + b"x" * 20 if self.corrupt else release.tarball

    def _packument(self, name: str, releases: Mapping[str, "Release"]) -> dict[str, Any]:
        short = name.rsplit("/", 1)[-1]
        return {
            "name": name,
            "dist-tags": self.tags[name],
            "versions": {
                version: {
                    **release.manifest,
                    "dist": {
                        "tarball": f"{self.url}{name}/-/{short}-{version}.tgz",
                        "integrity": release.integrity,
                    },
                }
                for version, release in releases.items()
            },
        }


@dataclass
class Release:
    """One published version."""

    manifest: Mapping[str, Any]
    files: Files

    def __post_init__(self) -> None:
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode="w") as archive:
            content = {"package.json": json.dumps(self.manifest), **self.files}
            for path, text in content.items():
                entry = tarfile.TarInfo(f"package/{path}")
                entry.size = len(text.encode())
                archive.addfile(entry, io.BytesIO(text.encode()))
        self.tarball = gzip.compress(plain.getvalue(), mtime=0)
        digest = base64.b64encode(hashlib.sha512(self.tarball).digest()).decode()
        self.integrity = f"sha512-{digest}"
