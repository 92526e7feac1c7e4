import os
import stat
import threading
from pathlib import Path

import msgspec
import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.secrets.passphrase import Cost, wrap
from openfn_studio.secrets.sealing import Key
from openfn_studio.secrets.vaultfile import (
    VERSION,
    KeyRecord,
    VaultFile,
    VaultRecord,
    record_of,
)

KEY = Key(bytes(range(32)))
WRAPPED = wrap(KEY, "correct horse", Cost(n=2**4, r=8, p=1))


def of_keychain(*keys: Key) -> VaultRecord:
    return record_of(keys, None, "keychain", [None] * len(keys), "Test Memory")


def test_there_is_no_record_before_one_is_written(tmp_path: Path):
    assert VaultFile(tmp_path / "vault").read() is None
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize(
    "record",
    [
        of_keychain(KEY),
        of_keychain(KEY, Key.new()),
        record_of((KEY,), None, "passphrase", [WRAPPED]),
    ],
    ids=["keychain", "two keys", "passphrase"],
)
def test_a_record_comes_back_as_it_was_written(tmp_path: Path, record: VaultRecord):
    VaultFile(tmp_path / "vault").write(record)

    assert VaultFile(tmp_path / "vault").read() == record


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_only_the_user_may_read_the_folder_and_each_file(tmp_path: Path):
    vault_file = VaultFile(tmp_path / "vault")
    with vault_file.lock():
        vault_file.write(of_keychain(KEY))
        vault_file.write(of_keychain(Key.new()))

    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in vault_file.path.parent.iterdir()
    }
    assert modes["vault.json"] == 0o600
    assert modes["vault-old-1.json"] == 0o600
    assert all(mode == 0o600 for mode in modes.values())
    assert stat.S_IMODE(vault_file.path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_a_folder_that_others_could_enter_is_closed_to_them(tmp_path: Path):
    tmp_path.chmod(0o755)

    VaultFile(tmp_path).write(of_keychain(KEY))

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_file_of_another_vault_is_kept_beside_the_new_one(tmp_path: Path):
    vault_file = VaultFile(tmp_path)
    records = [of_keychain(Key.new()) for _ in range(3)]

    for record in records:
        vault_file.write(record)

    kept = [tmp_path / name for name in ("vault-old-1.json", "vault-old-2.json", "vault.json")]
    assert [msgspec.json.decode(path.read_bytes(), type=VaultRecord) for path in kept] == records


def test_a_record_of_the_same_vault_replaces_the_file(tmp_path: Path):
    vault_file = VaultFile(tmp_path)
    record = of_keychain(KEY)
    vault_file.write(record)
    vault_file.write(record_of((KEY,), record, "passphrase", [WRAPPED]))

    assert [path.name for path in tmp_path.iterdir()] == ["vault.json"]


def test_the_same_keys_keep_their_vaults_id_and_numbers():
    first = of_keychain(KEY)
    seventh = msgspec.structs.replace(first, keys=(KeyRecord(7, KEY.check()),))

    again = record_of((KEY,), seventh, "keychain", [None])
    other = record_of((Key.new(),), seventh, "keychain", [None])

    assert again.account(again.keys[0]) == f"{first.vault_id}-7"
    assert other.vault_id != first.vault_id


def test_a_record_knows_its_keys():
    other = Key.new()
    record = of_keychain(KEY, other)

    assert record.is_of((KEY, other))
    assert not record.is_of((KEY,))
    assert not record.is_of((other, KEY))
    assert not record.is_of(())


def _json_of(**changes: object) -> bytes:
    return msgspec.json.encode({**msgspec.to_builtins(of_keychain(KEY)), **changes})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is damaged"),
        (b"{", "is damaged"),
        (b"\xff\xfe", "is damaged"),
        (b"[]", "is damaged"),
        (_json_of(keys=[]), "is damaged"),
        (_json_of(kept="passphrase"), "is damaged"),
        (_json_of(kept="plain"), "is damaged"),
        (_json_of(keys=[{"number": 1, "check": "???"}]), "is damaged"),
        (_json_of(version=VERSION + 1, keys="other"), "newer version"),
    ],
)
def test_a_file_that_cannot_be_understood_is_told_and_never_overwritten(
    tmp_path: Path, data: bytes, words: str
):
    vault_file = VaultFile(tmp_path)
    vault_file.path.write_bytes(data)

    with pytest.raises(EnvironmentProblem, match=words) as caught:
        vault_file.read()
    with pytest.raises(EnvironmentProblem, match=words):
        vault_file.write(of_keychain(KEY))

    assert caught.value.place is not None
    assert caught.value.place.file == vault_file.path
    assert vault_file.path.read_bytes() == data


def test_a_folder_in_the_files_place_is_told(tmp_path: Path):
    (tmp_path / "vault.json").mkdir()

    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        VaultFile(tmp_path).read()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "vault").write_text("a file")

    with pytest.raises(EnvironmentProblem):
        VaultFile(tmp_path / "vault").write(of_keychain(KEY))
    with (
        pytest.raises(EnvironmentProblem, match="cannot be locked"),
        VaultFile(tmp_path / "vault").lock(),
    ):
        pass


def test_a_write_leaves_no_temporary_file(tmp_path: Path):
    VaultFile(tmp_path).write(of_keychain(KEY))

    assert [path.name for path in tmp_path.iterdir()] == ["vault.json"]


def test_one_waits_while_another_changes_the_vault(tmp_path: Path):
    order: list[str] = []
    is_held = threading.Event()
    goes_on = threading.Event()

    def hold() -> None:
        with VaultFile(tmp_path).lock():
            is_held.set()
            goes_on.wait(10)
            order.append("first")

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(10)
    threading.Timer(0.1, goes_on.set).start()
    with VaultFile(tmp_path).lock():
        order.append("second")
    holder.join()

    assert order == ["first", "second"]
