import shutil
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from openfn_studio.secrets.keychain import REAL_KEYCHAINS, SERVICE, Keychain
from openfn_studio.secrets.problems import KeychainUnavailable
from tests.unit.secrets.memory import ACCEPTED, MemoryKeyring, keychain_of


def test_a_text_is_kept_read_and_forgotten():
    backend = MemoryKeyring()
    keychain = keychain_of(backend)

    keychain.write("account", "text")

    assert backend.entries == {(SERVICE, "account"): "text"}
    assert keychain.read("account") == "text"
    assert keychain.read("another") is None
    keychain.delete("account")
    assert backend.entries == {}


def test_deleting_what_is_not_there_is_no_error():
    keychain_of(MemoryKeyring()).delete("account")


def test_a_keychain_says_what_people_call_it():
    assert keychain_of(MemoryKeyring()).name() == "Test Memory"


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()], ids=["fail", "null"])
def test_the_librarys_backends_that_keep_nothing_are_refused(backend: Any):
    with pytest.raises(KeychainUnavailable, match="no keychain that can be used"):
        Keychain(lambda: backend).read("account")


def _backend_of(module: str) -> Any:
    """Return an in-memory backend that says it comes from a module."""
    kind: Any = type("Keyring", (MemoryKeyring,), {"__module__": module})
    return kind()


@pytest.mark.parametrize(
    "module",
    [
        "keyrings.alt.file",
        "keyrings.alt.Gnome",
        "keyring.backends.null",
        "keyring.backends.SecretServiceOfMine",
        "mine.keyring.backends.SecretService",
        "keyring.backends.chainer.SecretService",
        "__main__",
    ],
)
def test_a_backend_of_any_other_module_gets_no_key(module: str):
    backend = _backend_of(module)

    with pytest.raises(KeychainUnavailable):
        Keychain(lambda: backend).write("account", "key")

    assert backend.entries == {}


@pytest.mark.parametrize("module", [*REAL_KEYCHAINS, "keyring.backends.macOS.api"])
def test_a_backend_of_a_real_keychains_module_is_used(module: str):
    backend = _backend_of(module)

    Keychain(lambda: backend).write("account", "key")

    assert list(backend.entries.values()) == ["key"]


def test_of_a_chain_only_the_real_member_gets_the_key():
    plain = _backend_of("keyrings.alt.file")
    real = _backend_of("keyring.backends.SecretService")
    chain = _backend_of("keyring.backends.chainer")
    chain.backends = [plain, real]

    Keychain(lambda: chain).write("account", "key")

    assert plain.entries == {}
    assert chain.entries == {}
    assert list(real.entries.values()) == ["key"]


def test_a_chain_without_a_real_member_is_refused():
    chain = _backend_of("keyring.backends.chainer")
    chain.backends = [_backend_of("keyrings.alt.file"), fail.Keyring()]

    with pytest.raises(KeychainUnavailable, match="no keychain that can be used"):
        Keychain(lambda: chain).write("account", "key")


def test_a_keychain_that_hangs_is_given_up():
    never = threading.Event()
    backend = MemoryKeyring()

    def hang() -> MemoryKeyring:
        never.wait(20)
        return backend

    started = time.monotonic()
    with pytest.raises(KeychainUnavailable, match=r"did not answer within 0\.2 seconds"):
        Keychain(hang, ACCEPTED, 0.2).read("account")  # pyright: ignore
    never.set()

    assert time.monotonic() - started < 10


def test_a_locked_keychain_says_so():
    def locked() -> Any:
        raise KeyringLocked("canary")

    with pytest.raises(KeychainUnavailable, match="is locked") as caught:
        Keychain(locked).read("account")

    assert "canary" not in str(caught.value)


def test_what_a_backend_raises_is_translated_without_its_text():
    backend = MemoryKeyring()
    backend.refuses.add("set")
    key = "".join(["can", "ary"])  # the traceback below shows this file's lines

    with pytest.raises(KeychainUnavailable, match=r"refused \(RuntimeError\)") as caught:
        keychain_of(backend).write("account", key)

    assert key not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_a_keychain_that_forgets_at_once_is_not_trusted():
    forgetful = _backend_of(next(iter(ACCEPTED)))
    forgetful.entries = SimpleNamespace(get=lambda _key: None)  # pyright: ignore
    type(forgetful).set_password = lambda *_args: None

    with pytest.raises(KeychainUnavailable, match="did not keep"):
        keychain_of(forgetful).write("account", "text")


NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
needs_service = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {' and '.join(NEEDED)}"
)


def _in_desktop_session(home: Path, program: str, *, unlock: bool) -> str:
    """Run a Python program in a session bus of its own, with the real Secret Service."""
    daemon = "gnome-keyring-daemon --daemonize --components=secrets"
    start = f"printf keyring-password | {daemon} --unlock" if unlock else f"{daemon} --start"
    run = 'exec "$0" -c "$1"'
    folders = {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_DATA_HOME": home / "data"}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", f"{start} >&2; {run}", sys.executable, program],
        env={"PATH": "/usr/bin:/bin", **{name: str(path) for name, path in folders.items()}},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


KEEP = """
from pathlib import Path
from openfn_studio.secrets.vault import Vault
vault = Vault.open(Path.home() / "vault")
(Path.home() / "sealed").write_bytes(vault.seal("c1", {"password": "canary"}))
print(vault.where())
"""
OPEN = """
from pathlib import Path
from openfn_studio.secrets.keychain import Keychain
from openfn_studio.secrets.vault import Vault
vault = Vault.open(Path.home() / "vault", Keychain(timeout_seconds=5))
if vault.locked:
    print(vault.locked.reason)
else:
    print(vault.open_body("c1", (Path.home() / "sealed").read_bytes()))
"""


@needs_service
def test_the_real_secret_service_keeps_the_key_and_a_locked_one_does_not_hang(tmp_path: Path):
    kept = _in_desktop_session(tmp_path, KEEP, unlock=True)
    opened = _in_desktop_session(tmp_path, OPEN, unlock=True)
    locked = _in_desktop_session(tmp_path, OPEN, unlock=False)

    assert kept == "kept in this computer's keychain (Secret Service)"
    assert opened == "{'password': 'canary'}"
    assert locked == "unreachable"
