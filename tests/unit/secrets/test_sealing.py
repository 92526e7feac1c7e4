import copy
import pickle
import traceback
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.errors import UserInputProblem
from openfn_studio.secrets.problems import SealBroken
from openfn_studio.secrets.sealing import Key, open_sealed, seal

KEY = Key(bytes(range(32)))
BODY = {"username": "alice", "password": "canary-in-the-body"}

names = st.text(max_size=20)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(owner=st.text(st.characters()), body=st.dictionaries(names, values, max_size=5))
def test_any_json_object_comes_back_for_any_owner(owner: str, body: dict[str, Any]):
    assert open_sealed(KEY, owner, seal(KEY, owner, body)) == body


@given(at=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_a_change_of_any_byte_is_refused(at: int, flip: int):
    sealed = bytearray(seal(KEY, "c1", BODY))
    sealed[at % len(sealed)] ^= flip

    with pytest.raises(SealBroken):
        open_sealed(KEY, "c1", bytes(sealed))


@given(length=st.integers(min_value=0, max_value=80))
def test_a_record_that_is_cut_short_is_refused(length: int):
    sealed = seal(KEY, "c1", BODY)

    with pytest.raises(SealBroken):
        open_sealed(KEY, "c1", sealed[: min(length, len(sealed) - 1)])


@given(owner=names, other=names, purpose=names, other_purpose=names)
def test_a_record_opens_only_for_its_owner_and_purpose(
    owner: str, other: str, purpose: str, other_purpose: str
):
    sealed = seal(KEY, owner, BODY, purpose)

    if (owner, purpose) == (other, other_purpose):
        assert open_sealed(KEY, other, sealed, other_purpose) == BODY
    else:
        with pytest.raises(SealBroken):
            open_sealed(KEY, other, sealed, other_purpose)


def test_owner_and_purpose_cannot_be_shifted_into_each_other():
    sealed = seal(KEY, "bc", BODY, "a")

    with pytest.raises(SealBroken):
        open_sealed(KEY, "c", sealed, "ab")


def test_another_key_is_refused_in_words_without_the_body():
    with pytest.raises(SealBroken) as caught:
        open_sealed(Key.new(), "c1", seal(KEY, "c1", BODY))

    assert "sealed with another key" in str(caught.value)
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_the_same_body_is_never_sealed_to_the_same_bytes():
    assert len({seal(KEY, "c1", BODY) for _ in range(50)}) == 50


def test_a_record_shows_its_version_and_nothing_of_the_body():
    sealed = seal(KEY, "c1", BODY)

    assert sealed[0] == 1
    assert b"canary" not in sealed
    assert b"alice" not in sealed


def test_a_record_of_a_newer_form_asks_for_an_update():
    sealed = seal(KEY, "c1", BODY)

    with pytest.raises(SealBroken, match="Update OpenFn Studio"):
        open_sealed(KEY, "c1", b"\x02" + sealed[1:])


def _nested(depth: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _ in range(depth):
        body = {"a": body}
    return body


@pytest.mark.parametrize(
    "body",
    [
        {"secret": b"canary"},
        {"canary": float("nan")},
        {"canary": float("inf")},
        {1: "canary"},
        {"deep": {None: "canary"}},
        {"canary": {"a", "set"}},
        {"canary": 10**5000},
        _nested(10_000),
    ],
    ids=["bytes", "nan", "infinity", "number key", "null key", "set", "huge number", "deep"],
)
def test_what_json_cannot_hold_is_refused_without_being_quoted(body: Any):
    with pytest.raises(UserInputProblem) as caught:
        seal(KEY, "c1", body)

    assert "not a JSON object" in str(caught.value)
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_mappings_and_tuples_are_sealed_as_objects_and_lists():
    sealed = seal(KEY, "c1", OrderedDict(hosts=("a", "b")))

    assert open_sealed(KEY, "c1", sealed) == {"hosts": ["a", "b"]}


def test_a_key_is_hidden_where_it_is_shown():
    shown = f"{KEY} {KEY!r} {[KEY]}"

    assert shown == "<Key: hidden> <Key: hidden> [<Key: hidden>]"


@pytest.mark.parametrize("carry", [pickle.dumps, copy.copy])
def test_a_key_is_not_pickled_or_copied(carry: Any):
    with pytest.raises(TypeError):
        carry(KEY)


def test_a_key_comes_back_from_its_text():
    assert Key.from_text(KEY.to_text()).to_bytes() == KEY.to_bytes()


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", "é" * 44])
def test_a_text_that_is_no_key_is_refused_without_being_quoted(text: str):
    with pytest.raises(ValueError, match="key") as caught:
        Key.from_text(text)

    assert not text or text not in str(caught.value)


def test_a_check_recognises_its_key_and_no_other():
    assert KEY.matches(KEY.check())
    assert not Key.new().matches(KEY.check())
    assert KEY.check() not in KEY.to_bytes()
