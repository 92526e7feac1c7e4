import dataclasses
import traceback
import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from openfn_studio.secrets.passphrase import STANDARD, Cost, WrappedKey, rewrap, unwrap, wrap
from openfn_studio.secrets.problems import WrongPassphrase
from openfn_studio.secrets.sealing import Key

KEY = Key(bytes(range(32)))
QUICK = Cost(n=2**4, r=8, p=1)
PASSPHRASE = "correct horse battery"


def test_the_standard_cost_is_the_one_that_was_decided():
    assert dataclasses.astuple(STANDARD) == (2**17, 8, 1)


def test_a_key_wrapped_at_the_standard_cost_is_unwrapped():
    assert unwrap(wrap(KEY, PASSPHRASE), PASSPHRASE).to_bytes() == KEY.to_bytes()


@settings(max_examples=30)
@given(passphrase=st.text(st.characters(), min_size=24), other=st.text(st.characters()))
def test_only_the_same_passphrase_unwraps(passphrase: str, other: str):
    wrapped = wrap(KEY, passphrase, QUICK)

    assert unwrap(wrapped, passphrase).to_bytes() == KEY.to_bytes()
    if unicodedata.normalize("NFC", other) != unicodedata.normalize("NFC", passphrase):
        with pytest.raises(WrongPassphrase):
            unwrap(wrapped, other)


def test_a_wrong_passphrase_is_told_without_either_of_them():
    with pytest.raises(WrongPassphrase) as caught:
        unwrap(wrap(KEY, PASSPHRASE, QUICK), "canary canary")

    text = "".join(traceback.format_exception(caught.value))
    assert "does not open the vault" in text
    assert PASSPHRASE not in text
    assert KEY.to_text() not in text


def test_an_accent_typed_on_another_system_is_the_same():
    composed, decomposed = "caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301"

    assert unwrap(wrap(KEY, composed, QUICK), decomposed).to_bytes() == KEY.to_bytes()


@pytest.mark.parametrize("short", ["", "1234567", "e\u0301" * 7])
def test_a_passphrase_under_eight_characters_is_refused(short: str):
    with pytest.raises(UserInputProblem, match="shorter than 8"):
        wrap(KEY, short, QUICK)


def test_each_wrapping_has_its_own_salt_and_nonce():
    first, second = wrap(KEY, PASSPHRASE, QUICK), wrap(KEY, PASSPHRASE, QUICK)

    assert first.salt != second.salt
    assert first.nonce != second.nonce
    assert first.sealed != second.sealed


def test_another_passphrase_wraps_the_same_key():
    wrapped = rewrap(wrap(KEY, PASSPHRASE, QUICK), PASSPHRASE, "another passphrase", QUICK)

    assert unwrap(wrapped, "another passphrase").to_bytes() == KEY.to_bytes()
    with pytest.raises(WrongPassphrase):
        unwrap(wrapped, PASSPHRASE)


def test_the_passphrase_is_not_changed_by_someone_who_does_not_know_it():
    with pytest.raises(WrongPassphrase):
        rewrap(wrap(KEY, PASSPHRASE, QUICK), "something else", "another passphrase", QUICK)


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 2**40},
        {"n": 3},
        {"n": 0},
        {"r": 10**6},
        {"r": 0},
        {"p": 10**6},
        {"p": 0},
        {"salt": b""},
        {"nonce": b"short"},
    ],
    ids=str,
)
def test_parameters_that_would_eat_the_machine_are_refused_at_once(changes: dict[str, object]):
    wrapped = msgspec.structs.replace(wrap(KEY, PASSPHRASE, QUICK), **changes)

    with pytest.raises(EnvironmentProblem, match="damaged"):
        unwrap(wrapped, PASSPHRASE)


@pytest.mark.parametrize("field", ["salt", "nonce", "sealed"])
def test_a_changed_byte_in_what_is_kept_does_not_unwrap(field: str):
    wrapped = wrap(KEY, PASSPHRASE, QUICK)
    value = getattr(wrapped, field)
    changed = msgspec.structs.replace(wrapped, **{field: bytes([value[0] ^ 1]) + value[1:]})

    with pytest.raises(WrongPassphrase):
        unwrap(changed, PASSPHRASE)


def test_a_wrapped_key_survives_json_and_holds_no_key():
    wrapped = wrap(KEY, PASSPHRASE, QUICK)
    data = msgspec.json.encode(wrapped)

    assert msgspec.json.decode(data, type=WrappedKey) == wrapped
    assert KEY.to_text().encode() not in data
    assert KEY.to_bytes() not in wrapped.sealed
