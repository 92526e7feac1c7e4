"""Hosts and origins, tokens and passwords, the lock of a data folder, the safe."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Never

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.lock import (
    LOCK_NAME,
    ServerFact,
    ServerLock,
    ServerRunning,
    read_fact,
    running_server,
)
from openfn_studio.platform.safe import Safe
from openfn_studio.platform.security.doors import Doors
from openfn_studio.platform.security.hashing import (
    digest,
    hash_password,
    is_same,
    matches_password,
    new_token,
)
from openfn_studio.secrets.problems import VaultLocked
from openfn_studio.secrets.vault import Vault
from openfn_studio.store.problems import FieldProblem
from tests.unit.secrets.memory import MemoryKeyring, vault_in

# ---------------------------------------------------------------- doors

ALLOWED: list[dict[str, str]] = [
    {"host": "127.0.0.1:4004"},
    {"host": "localhost"},
    {"host": "LOCALHOST:80"},
    {"host": "[::1]:4004"},
    {"host": "studio.example:4004"},
    {"host": "127.0.0.1:4004", "origin": "http://127.0.0.1:4004"},
    {"host": "127.0.0.1:4004", "sec-fetch-site": "same-origin"},
    {"host": "127.0.0.1:4004", "sec-fetch-site": "none"},
]
REFUSED: list[dict[str, str]] = [
    {},
    {"host": ""},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "evil.example:4004"},
    {"host": "user@evil.example"},
    {"host": "127.0.0.1:4004", "origin": "http://127.0.0.1:5000"},
    {"host": "127.0.0.1:4004", "origin": "http://evil.example"},
    {"host": "127.0.0.1:4004", "origin": "null"},
    {"host": "127.0.0.1:4004", "origin": ""},
    {"host": "127.0.0.1:4004", "sec-fetch-site": "cross-site"},
    {"host": "127.0.0.1:4004", "sec-fetch-site": "same-site"},
    {"host": "[::1"},
]


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@pytest.mark.parametrize("headers", ALLOWED)
def test_this_computers_own_programs_may_ask(headers: dict[str, str]):
    Doors(["studio.example"]).check(raw(headers))


@pytest.mark.parametrize("headers", REFUSED)
def test_what_a_page_drives_a_browser_to_is_refused(headers: dict[str, str]):
    with pytest.raises(Refusal) as caught:
        Doors().check(raw(headers))

    assert caught.value.status == 403


# ---------------------------------------------------------------- hashing


def test_a_password_is_recognised_and_no_other():
    kept = hash_password("a password of mine")

    assert kept.startswith("scrypt$")
    assert matches_password("a password of mine", kept)
    assert not matches_password("a password of mine ", kept)
    assert not matches_password("", kept)
    assert hash_password("a password of mine") != kept


def test_a_password_is_the_same_however_its_letters_are_composed():
    assert matches_password("cafe\u0301 cre\u0300me", hash_password("café crème"))


def test_where_no_password_is_kept_none_is_right():
    assert not matches_password("nobody has this password", None)


def test_a_short_password_is_refused_at_its_field():
    with pytest.raises(FieldProblem) as caught:
        hash_password("1234567")

    assert caught.value.field == "password"


def test_tokens_are_random_and_recognised_by_their_digest():
    one, other = new_token("ofs"), new_token("ofs")

    assert one != other
    assert len(one) > 40
    assert is_same(digest(one), digest(one))
    assert not is_same(digest(one), digest(other))


# ---------------------------------------------------------------- lock

HOLDS = """
import sys
from pathlib import Path
from typing import Never
from openfn_studio.platform.lock import ServerFact, ServerLock
lock = ServerLock(Path(sys.argv[1]))
lock.acquire()
lock.announce(ServerFact(pid=7, url="http://127.0.0.1:1", token="t"))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_server_holds_a_data_folder_and_says_where_it_is(tmp_path: Path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        found = running_server(tmp_path)
        with pytest.raises(ServerRunning, match=r"at http://127\.0\.0\.1:1 \(process 7\)"):
            ServerLock(tmp_path).acquire()
    finally:
        holder.kill()
        holder.communicate()

    assert found == ServerFact(pid=7, url="http://127.0.0.1:1", token="t")
    # It was killed: what it wrote is still there, and nobody is fooled by it.
    assert read_fact(tmp_path) is not None
    assert running_server(tmp_path) is None
    lock = ServerLock(tmp_path)
    lock.acquire()
    assert read_fact(tmp_path) is None
    lock.release()


def test_only_its_user_may_read_where_a_server_is(tmp_path: Path):
    lock = ServerLock(tmp_path)
    lock.acquire()
    lock.announce(ServerFact(pid=1, url="u", token="t"))

    assert stat.S_IMODE(os.stat(tmp_path / LOCK_NAME).st_mode) == 0o600
    lock.release()
    assert not (tmp_path / LOCK_NAME).exists()


def test_a_folder_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentProblem, match="cannot be locked"):
        ServerLock(tmp_path / "file").acquire()
    assert running_server(tmp_path / "nothing") is None


# ---------------------------------------------------------------- safe


def test_a_safe_opens_its_vault_when_it_is_needed_first(tmp_path: Path):
    opened: list[int] = []

    def open_vault() -> Vault:
        opened.append(1)
        return vault_in(tmp_path, MemoryKeyring())

    safe = Safe(open_vault)
    assert opened == []

    sealed = safe.seal("a", {"password": "1"})
    assert safe.open("a", sealed) == {"password": "1"}
    assert (safe.locked, opened) == (None, [1])
    assert "keychain" in safe.where()


def test_a_safe_without_a_vault_is_locked():
    safe = Safe(None)

    assert isinstance(safe.locked, VaultLocked)
    with pytest.raises(VaultLocked):
        safe.seal("a", {})


def test_a_vault_whose_file_is_damaged_counts_as_locked():
    def broken() -> Never:
        raise EnvironmentProblem("The vault's file is damaged.")

    assert "damaged" in str(Safe(broken).locked)
