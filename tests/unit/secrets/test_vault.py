import base64
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from keyring.backends import fail

from openfn_studio.errors import EnvironmentProblem, StudioError, UserInputProblem
from openfn_studio.secrets.keychain import SERVICE, Keychain
from openfn_studio.secrets.locks import Reason
from openfn_studio.secrets.problems import (
    KeychainUnavailable,
    SealBroken,
    VaultLocked,
    WrongPassphrase,
)
from openfn_studio.secrets.vault import Mode, Reseal, Vault
from tests.unit.secrets.memory import ACCEPTED, MemoryKeyring, vault_in

PASSPHRASE = "correct horse battery"
OTHER = "another passphrase"
BODY = {"username": "alice", "password": "s3cret-of-alice"}


class Records:
    """Sealed bodies as a store has them; replacing them is one transaction."""

    def __init__(self, vault: Vault, count: int = 3) -> None:
        self.sealed = {f"c{n}": vault.seal(f"c{n}", {**BODY, "n": n}) for n in range(count)}

    def reseal_all(self, reseal: Reseal) -> None:
        self.sealed = {name: reseal(name, sealed) for name, sealed in self.sealed.items()}

    def are_readable_by(self, vault: Vault) -> bool:
        bodies = [vault.open_body(name, sealed) for name, sealed in self.sealed.items()]
        return bodies == [{**BODY, "n": n} for n in range(len(self.sealed))]


def reason_of(vault: Vault) -> Reason | None:
    return vault.locked.reason if vault.locked else None


def without_keychain(folder: Path) -> Vault:
    return vault_in(folder, fail.Keyring())


def passphrase_vault(folder: Path) -> Vault:
    vault = without_keychain(folder)
    vault.use_passphrase(PASSPHRASE)
    return vault


# In the keychain


def test_a_first_vault_puts_one_key_into_the_keychain(tmp_path: Path):
    backend = MemoryKeyring()

    vault = vault_in(tmp_path, backend)

    assert vault.mode is Mode.KEYCHAIN
    assert vault.locked is None
    assert vault.where() == "kept in this computer's keychain (Test Memory)"
    assert [service for service, _ in backend.entries] == [SERVICE]


def test_a_body_is_opened_by_the_next_program(tmp_path: Path):
    backend = MemoryKeyring()
    sealed = vault_in(tmp_path, backend).seal("c1", BODY)

    assert vault_in(tmp_path, backend).open_body("c1", sealed) == BODY
    assert len(backend.entries) == 1


def test_a_body_sealed_for_one_credential_does_not_open_for_another(tmp_path: Path):
    vault = vault_in(tmp_path, MemoryKeyring())

    with pytest.raises(SealBroken):
        vault.open_body("c2", vault.seal("c1", BODY))


def test_two_folders_have_two_keys(tmp_path: Path):
    backend = MemoryKeyring()
    first, second = vault_in(tmp_path / "a", backend), vault_in(tmp_path / "b", backend)

    assert first.hand_over() != second.hand_over()
    assert len(backend.entries) == 2


def test_a_key_that_is_gone_from_the_keychain_is_told_and_nothing_is_deleted(tmp_path: Path):
    backend = MemoryKeyring()
    sealed = vault_in(tmp_path, backend).seal("c1", BODY)
    before = (tmp_path / "vault" / "vault.json").read_bytes()
    backend.entries.clear()

    vault = vault_in(tmp_path, backend)

    assert reason_of(vault) is Reason.LOST
    with pytest.raises(VaultLocked, match=r"must be entered again\. Nothing was deleted"):
        vault.open_body("c1", sealed)
    assert (tmp_path / "vault" / "vault.json").read_bytes() == before
    assert backend.entries == {}


@pytest.mark.parametrize("text", ["", "no key", "A" * 43 + "="])
def test_another_text_in_the_keychains_entry_is_a_lost_key(tmp_path: Path, text: str):
    backend = MemoryKeyring()
    vault_in(tmp_path, backend)
    (entry,) = backend.entries
    backend.entries[entry] = text

    assert reason_of(vault_in(tmp_path, backend)) is Reason.LOST


def test_an_entry_put_back_opens_the_vault_again(tmp_path: Path):
    backend = MemoryKeyring()
    records = Records(vault_in(tmp_path, backend))
    entries = dict(backend.entries)
    backend.entries.clear()
    assert reason_of(vault_in(tmp_path, backend)) is Reason.LOST

    backend.entries.update(entries)

    assert records.are_readable_by(vault_in(tmp_path, backend))


@pytest.mark.parametrize("begin", ["keychain", "passphrase"])
def test_after_a_loss_a_new_key_begins_and_the_old_file_is_kept(tmp_path: Path, begin: str):
    backend = MemoryKeyring()
    sealed = vault_in(tmp_path, backend).seal("c1", BODY)
    before = (tmp_path / "vault" / "vault.json").read_bytes()
    backend.entries.clear()
    vault = vault_in(tmp_path, backend)

    vault.use_keychain() if begin == "keychain" else vault.use_passphrase(PASSPHRASE)

    assert vault.mode == begin
    assert vault.open_body("c1", vault.seal("c1", BODY)) == BODY
    with pytest.raises(SealBroken):
        vault.open_body("c1", sealed)
    assert (tmp_path / "vault" / "vault-old-1.json").read_bytes() == before


def test_a_keychain_that_refuses_for_now_locks_the_vault_until_it_answers(tmp_path: Path):
    backend = MemoryKeyring()
    records = Records(vault_in(tmp_path, backend))
    backend.refuses.add("get")
    vault = vault_in(tmp_path, backend)

    assert reason_of(vault) is Reason.UNREACHABLE
    with pytest.raises(VaultLocked):
        vault.use_passphrase(PASSPHRASE)
    with pytest.raises(VaultLocked):
        vault.use_keychain()
    backend.refuses.clear()
    vault.use_keychain()

    assert records.are_readable_by(vault)
    assert len(backend.entries) == 1


def test_a_vault_locked_on_purpose_opens_again_with_the_keychain(tmp_path: Path):
    vault = vault_in(tmp_path, MemoryKeyring())
    records = Records(vault)

    vault.lock()

    assert (vault.mode, reason_of(vault)) == (Mode.LOCKED, Reason.CLOSED)
    with pytest.raises(VaultLocked):
        vault.seal("c1", BODY)
    vault.use_keychain()
    assert records.are_readable_by(vault)


# Without a keychain


def test_without_a_keychain_nothing_is_kept_until_somebody_chooses(tmp_path: Path):
    vault = without_keychain(tmp_path)

    assert (vault.mode, reason_of(vault)) == (Mode.LOCKED, Reason.NEW)
    assert vault.where() == "not at hand: the vault is locked"
    assert list(tmp_path.iterdir()) == []
    for call in (lambda: vault.seal("c1", BODY), vault.hand_over):
        with pytest.raises(VaultLocked, match="no keychain that can be used"):
            call()
    with pytest.raises(KeychainUnavailable):
        vault.use_keychain()
    assert list(tmp_path.rglob("vault*.json")) == []


def test_a_keychain_that_takes_no_key_leaves_a_new_vault_locked(tmp_path: Path):
    backend = MemoryKeyring()
    backend.refuses.add("set")

    assert reason_of(vault_in(tmp_path, backend)) is Reason.NEW
    assert not (tmp_path / "vault" / "vault.json").exists()


def test_a_passphrase_keeps_the_key(tmp_path: Path):
    records = Records(passphrase_vault(tmp_path))

    vault = without_keychain(tmp_path)

    assert reason_of(vault) is Reason.NEEDS_PASSPHRASE
    with pytest.raises(WrongPassphrase):
        vault.unlock(OTHER)
    assert vault.mode is Mode.LOCKED
    vault.unlock(PASSPHRASE)
    assert vault.mode is Mode.PASSPHRASE
    assert "passphrase" in vault.where()
    assert records.are_readable_by(vault)


def test_a_passphrase_costs_a_guesser_the_decided_work(tmp_path: Path):
    vault = Vault.open(tmp_path, Keychain(fail.Keyring))  # pyright: ignore
    vault.use_passphrase(PASSPHRASE)

    (key,) = json.loads((tmp_path / "vault.json").read_bytes())["keys"]
    assert {name: key["wrapped"][name] for name in "nrp"} == {"n": 2**17, "r": 8, "p": 1}


def test_a_locked_vault_takes_neither_a_new_passphrase_nor_the_keychain(tmp_path: Path):
    records = Records(passphrase_vault(tmp_path))
    vault = vault_in(tmp_path, MemoryKeyring())

    for change in (lambda: vault.use_passphrase(OTHER), vault.use_keychain):
        with pytest.raises(VaultLocked, match="Give its passphrase"):
            change()

    vault.unlock(PASSPHRASE)
    assert records.are_readable_by(vault)


def test_a_new_passphrase_replaces_the_old_and_changes_no_record(tmp_path: Path):
    vault = passphrase_vault(tmp_path)
    records = Records(vault)

    with pytest.raises(WrongPassphrase):
        vault.change_passphrase(OTHER, OTHER)
    vault.change_passphrase(PASSPHRASE, OTHER)

    fresh = without_keychain(tmp_path)
    with pytest.raises(WrongPassphrase):
        fresh.unlock(PASSPHRASE)
    fresh.unlock(OTHER)
    assert records.are_readable_by(fresh)
    assert [path.name for path in tmp_path.rglob("vault*.json")] == ["vault.json"]


def test_a_passphrase_that_is_too_short_changes_nothing(tmp_path: Path):
    vault = without_keychain(tmp_path)

    with pytest.raises(UserInputProblem):
        vault.use_passphrase("short")

    assert vault.mode is Mode.LOCKED
    assert not (tmp_path / "vault" / "vault.json").exists()


def test_a_vault_of_the_keychain_has_no_passphrase(tmp_path: Path):
    with pytest.raises(UserInputProblem, match="not kept by a passphrase"):
        vault_in(tmp_path, MemoryKeyring()).unlock(PASSPHRASE)


def test_the_key_moves_from_keychain_to_passphrase_and_back(tmp_path: Path):
    backend = MemoryKeyring()
    vault = vault_in(tmp_path, backend)
    records = Records(vault)

    vault.use_passphrase(PASSPHRASE)
    assert backend.entries == {}
    assert reason_of(vault_in(tmp_path, backend)) is Reason.NEEDS_PASSPHRASE

    vault.use_keychain()
    assert len(backend.entries) == 1
    assert records.are_readable_by(vault_in(tmp_path, backend))


def test_a_keychain_that_keeps_its_copy_is_told(tmp_path: Path):
    backend = MemoryKeyring()
    vault = vault_in(tmp_path, backend)
    backend.refuses.add("delete")

    with pytest.raises(KeychainUnavailable, match="did not let go"):
        vault.use_passphrase(PASSPHRASE)

    assert vault.mode is Mode.PASSPHRASE
    without_keychain(tmp_path).unlock(PASSPHRASE)


# For this session only


def test_a_session_key_ends_with_the_program(tmp_path: Path):
    vault = without_keychain(tmp_path)
    vault.use_session_only()
    sealed = vault.seal("c1", BODY)

    assert vault.mode is Mode.SESSION
    assert "memory only" in vault.where()
    assert vault.open_body("c1", sealed) == BODY
    assert list(tmp_path.rglob("*.json")) == []
    assert without_keychain(tmp_path).mode is Mode.LOCKED


def test_choosing_the_session_again_keeps_its_key(tmp_path: Path):
    vault = without_keychain(tmp_path)
    vault.use_session_only()
    records = Records(vault)

    vault.use_session_only()

    assert records.are_readable_by(vault)


def test_a_session_key_can_be_kept_after_all(tmp_path: Path):
    vault = without_keychain(tmp_path)
    vault.use_session_only()
    records = Records(vault)

    vault.use_passphrase(PASSPHRASE)

    fresh = without_keychain(tmp_path)
    fresh.unlock(PASSPHRASE)
    assert records.are_readable_by(fresh)


def test_a_session_leaves_the_kept_key_alone(tmp_path: Path):
    records = Records(passphrase_vault(tmp_path))
    vault = without_keychain(tmp_path)

    vault.use_session_only()
    vault.seal("c1", BODY)
    with pytest.raises(SealBroken):
        vault.open_body("c0", records.sealed["c0"])
    vault.lock()

    assert reason_of(vault) is Reason.NEEDS_PASSPHRASE
    vault.unlock(PASSPHRASE)
    assert records.are_readable_by(vault)


def test_an_open_vault_does_not_become_a_session_by_accident(tmp_path: Path):
    vault = vault_in(tmp_path, MemoryKeyring())
    records = Records(vault)

    with pytest.raises(UserInputProblem, match="kept already"):
        vault.use_session_only()

    assert records.are_readable_by(vault)


def test_starting_over_keeps_the_old_file(tmp_path: Path):
    passphrase_vault(tmp_path)
    before = (tmp_path / "vault" / "vault.json").read_bytes()
    vault = without_keychain(tmp_path)

    aside = vault.start_over()

    assert aside is not None
    assert aside.read_bytes() == before
    assert reason_of(vault) is Reason.NEW
    vault.use_passphrase(OTHER)
    without_keychain(tmp_path).unlock(OTHER)


def test_starting_over_with_nothing_is_fine(tmp_path: Path):
    assert without_keychain(tmp_path).start_over() is None


# Changing the key


@pytest.fixture(params=["keychain", "passphrase", "session"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    backend = MemoryKeyring() if request.param == "keychain" else fail.Keyring()
    vault = vault_in(tmp_path, backend)
    if request.param == "passphrase":
        vault.use_passphrase(PASSPHRASE)
    if request.param == "session":
        vault.use_session_only()
    return vault


def test_a_new_key_opens_what_was_resealed_and_nothing_older(kept: Vault):
    records = Records(kept)
    old_key, old_records = kept.hand_over(), dict(records.sealed)

    kept.rekey(records.reseal_all, PASSPHRASE)

    assert kept.hand_over() != old_key
    assert not kept.is_rekey_unfinished
    assert records.are_readable_by(kept)
    with pytest.raises(SealBroken):
        kept.open_body("c0", old_records["c0"])


def test_a_new_key_is_kept_where_the_old_one_was(tmp_path: Path):
    backend = MemoryKeyring()
    vault = vault_in(tmp_path, backend)
    records = Records(vault)

    vault.rekey(records.reseal_all)
    vault.rekey(records.reseal_all)

    assert len(backend.entries) == 1
    assert records.are_readable_by(vault_in(tmp_path, backend))
    assert [path.name for path in tmp_path.rglob("vault*.json")] == ["vault.json"]


def test_a_new_key_opens_with_the_same_passphrase(tmp_path: Path):
    vault = passphrase_vault(tmp_path)
    records = Records(vault)

    with pytest.raises(WrongPassphrase):
        vault.rekey(records.reseal_all, OTHER)
    vault.rekey(records.reseal_all, PASSPHRASE)

    fresh = without_keychain(tmp_path)
    fresh.unlock(PASSPHRASE)
    assert records.are_readable_by(fresh)


class Broken(Exception):
    """Stands for a crash in the middle."""


def test_a_change_of_key_that_breaks_loses_nothing_and_is_finished_later(kept: Vault):
    records = Records(kept)

    def breaks_before(_reseal: Reseal) -> None:
        raise Broken

    def breaks_after(reseal: Reseal) -> None:
        records.reseal_all(reseal)
        raise Broken

    for broken in (breaks_before, breaks_after):
        with pytest.raises(Broken):
            kept.rekey(broken, PASSPHRASE)
        assert kept.is_rekey_unfinished
        assert records.are_readable_by(kept)
    records.sealed["c3"] = kept.seal("c3", {**BODY, "n": 3})
    kept.rekey(records.reseal_all)

    assert not kept.is_rekey_unfinished
    assert records.are_readable_by(kept)


@pytest.mark.parametrize("has_passphrase", [False, True])
def test_the_next_program_finishes_a_change_of_key(tmp_path: Path, has_passphrase: bool):
    backend = MemoryKeyring()
    vault = vault_in(tmp_path, backend)
    if has_passphrase:
        vault.use_passphrase(PASSPHRASE)
    records = Records(vault)

    def breaks(reseal: Reseal) -> None:
        records.reseal_all(reseal)
        raise Broken

    with pytest.raises(Broken):
        vault.rekey(breaks, PASSPHRASE)
    fresh = vault_in(tmp_path, backend)
    if has_passphrase:
        fresh.unlock(PASSPHRASE)

    assert fresh.is_rekey_unfinished
    assert records.are_readable_by(fresh)
    fresh.rekey(records.reseal_all)
    assert records.are_readable_by(fresh)
    assert len(backend.entries) == (0 if has_passphrase else 1)


def test_a_locked_vault_gets_no_new_key(tmp_path: Path):
    with pytest.raises(VaultLocked):
        without_keychain(tmp_path).rekey(lambda _reseal: None)


def test_what_is_sealed_during_a_change_of_key_has_the_new_key_already(kept: Vault):
    def breaks(_reseal: Reseal) -> None:
        raise Broken

    with pytest.raises(Broken):
        kept.rekey(breaks, PASSPHRASE)
    sealed = kept.seal("c1", BODY)
    kept.rekey(lambda _reseal: None)

    assert kept.open_body("c1", sealed) == BODY


# Several programs


def test_two_programs_that_begin_at_once_share_one_vault(tmp_path: Path):
    backend = MemoryKeyring()
    faster: list[Vault] = []

    def find() -> MemoryKeyring:
        if not faster:
            faster.append(vault_in(tmp_path, backend))
        return backend

    slower = Vault.open(tmp_path / "vault", Keychain(find, ACCEPTED))  # pyright: ignore

    assert slower.open_body("c1", faster[0].seal("c1", BODY)) == BODY
    assert len(backend.entries) == 1


def test_two_programs_change_the_key_one_after_the_other(tmp_path: Path):
    backend = MemoryKeyring()
    window, server = vault_in(tmp_path, backend), vault_in(tmp_path, backend)
    records = Records(window)

    window.rekey(records.reseal_all)
    server.rekey(records.reseal_all)

    assert records.are_readable_by(vault_in(tmp_path, backend))
    assert len(backend.entries) == 1


def test_a_session_goes_on_when_another_program_keeps_a_key(tmp_path: Path):
    vault = without_keychain(tmp_path)
    vault.use_session_only()
    passphrase_vault(tmp_path)

    assert vault.open_body("c1", vault.seal("c1", BODY)) == BODY
    assert vault.mode is Mode.SESSION


def test_another_program_takes_over_a_new_key_before_it_seals(tmp_path: Path):
    backend = MemoryKeyring()
    window, server = vault_in(tmp_path, backend), vault_in(tmp_path, backend)
    records = Records(window)

    window.rekey(records.reseal_all)

    assert records.are_readable_by(server)
    assert window.open_body("c9", server.seal("c9", BODY)) == BODY


def test_another_program_never_seals_with_a_key_that_was_replaced(tmp_path: Path):
    window = passphrase_vault(tmp_path)
    server = without_keychain(tmp_path)
    server.unlock(PASSPHRASE)
    records = Records(window)

    window.rekey(records.reseal_all, PASSPHRASE)

    with pytest.raises(VaultLocked):
        server.seal("c9", BODY)
    server.unlock(PASSPHRASE)
    assert records.are_readable_by(server)


def test_another_program_notices_where_the_key_is_kept_now(tmp_path: Path):
    backend = MemoryKeyring()
    window, server = vault_in(tmp_path, backend), vault_in(tmp_path, backend)

    window.use_passphrase(PASSPHRASE)
    sealed = server.seal("c1", BODY)

    assert server.mode is Mode.PASSPHRASE
    assert window.open_body("c1", sealed) == BODY


def test_a_new_vault_of_another_program_is_not_replaced(tmp_path: Path):
    early = without_keychain(tmp_path)
    records = Records(passphrase_vault(tmp_path))

    with pytest.raises(VaultLocked, match="Give its passphrase"):
        early.use_passphrase(OTHER)

    early.unlock(PASSPHRASE)
    assert records.are_readable_by(early)


def test_a_file_that_vanished_is_noticed_before_anything_is_sealed(tmp_path: Path):
    vault = vault_in(tmp_path, MemoryKeyring())
    (tmp_path / "vault" / "vault.json").unlink()

    with pytest.raises(VaultLocked):
        vault.seal("c1", BODY)


def test_a_child_program_joins_with_the_key_it_is_handed(kept: Vault, tmp_path: Path):
    records = Records(kept)

    child = Vault.join(tmp_path / "vault", kept.hand_over(), Keychain(fail.Keyring))  # pyright: ignore

    assert child.mode is kept.mode
    assert child.where() == kept.where()
    assert records.are_readable_by(child)
    assert records.are_readable_by(kept)


def test_a_child_program_never_works_with_a_key_that_was_replaced(tmp_path: Path):
    window = passphrase_vault(tmp_path)
    handed = window.hand_over()
    window.rekey(Records(window).reseal_all, PASSPHRASE)

    child = Vault.join(tmp_path / "vault", handed)

    assert reason_of(child) is Reason.NEEDS_PASSPHRASE


@pytest.mark.parametrize("handed", [b"", b"k", b"kshort", b"x" * 33, b"k" + b"x" * 33])
def test_what_is_no_key_is_not_joined_with(tmp_path: Path, handed: bytes):
    with pytest.raises(UserInputProblem):
        Vault.join(tmp_path, handed)


def test_a_damaged_file_is_told_and_left(tmp_path: Path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "vault.json").write_text("{ half")

    with pytest.raises(EnvironmentProblem, match="damaged"):
        vault_in(tmp_path, MemoryKeyring())

    assert (tmp_path / "vault" / "vault.json").read_text() == "{ half"


# Canary


def _chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shown(call: Callable[[], Any]) -> str:
    """Return every text of the error that a call raises: messages, causes, arguments."""
    with pytest.raises(StudioError) as caught:
        call()
    texts = "".join(traceback.format_exception(caught.value))
    return texts + "".join(repr(error.args) for error in _chain_of(caught.value))


def test_no_secret_is_in_a_file_an_error_a_repr_or_a_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    canary, passphrase, typo = (f"{word}-{0xCAFE}-canary" for word in ("body", "phrase", "typo"))
    body = {"password": canary}
    backend = MemoryKeyring()
    shown: list[str] = []
    keys: set[bytes] = set()

    vault = vault_in(tmp_path, backend)
    keys.add(vault.hand_over()[1:])
    (tmp_path / "record").write_bytes(vault.seal("c1", body))
    vault.use_passphrase(passphrase)
    records = Records(vault)
    vault.rekey(records.reseal_all, passphrase)
    keys.add(vault.hand_over()[1:])
    (tmp_path / "records").write_bytes(b"".join(records.sealed.values()))
    shown.append(_shown(lambda: vault.open_body("c1", (tmp_path / "record").read_bytes())))
    shown.append(_shown(lambda: vault.seal("c1", {**body, "bad": {canary}})))
    shown.append(_shown(lambda: vault.seal("c1", {canary: float("nan")})))
    shown.append(_shown(lambda: vault.unlock(typo)))
    shown.append(_shown(lambda: vault.change_passphrase(passphrase, typo[:5])))
    backend.refuses.update({"set", "get", "delete"})
    shown.append(_shown(vault.use_keychain))
    shown.append(repr(vault) + str(vault) + repr(vars(vault)) + vault.where())
    vault.lock()
    shown.append(_shown(lambda: vault.seal("c1", body)) + repr(vars(vault)) + repr(vault.locked))
    shown.append(caplog.text)

    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    everything = kept + "".join(shown).encode()
    secrets = [canary, passphrase, typo, BODY["password"]]
    planted = [secret.encode() for secret in secrets] + [
        form for key in keys for form in (key, key.hex().encode(), repr(key).encode(), _base64(key))
    ]
    assert len(planted) == 4 + 2 * 4
    assert [secret for secret in planted if secret in everything] == []
    assert "The vault has a new key." in caplog.text


def _base64(key: bytes) -> bytes:
    return base64.b64encode(key).rstrip(b"=")
