import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.state.pointer import (
    PointerError,
    format_pointer,
    parse_pointer,
    path_in,
    value_at,
)


@given(st.lists(st.text(max_size=5), max_size=5))
def test_a_pointer_goes_there_and_back(parts: list[str]):
    assert parse_pointer(format_pointer(parts)) == tuple(parts)


@pytest.mark.parametrize("pointer", ["a", "/~", "/~2", "/a~", "//~x"])
def test_what_is_no_pointer_is_refused(pointer: str):
    with pytest.raises(PointerError):
        parse_pointer(pointer)


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("", ()),
        ("/a/0", ("a", 0)),
        ("/a/-", ("a", 2)),
        ("/a/5/x", ("a", 5, "x")),
        ("/o/0", ("o", "0")),
        ("/a/x", ("a", "x")),
        ("/new/1", ("new", "1")),
    ],
)
def test_positions_and_keys_are_told_apart_by_the_value(pointer: str, path: tuple[object, ...]):
    assert path_in({"a": [1, 2], "o": {"0": 1}}, pointer) == path


def test_a_path_leads_to_its_value_or_says_that_there_is_none():
    assert value_at({"a": [{"b": 3}]}, ("a", 0, "b")) == 3
    for nowhere in [("x",), ("a", 7), ("a", 0, "b", "c")]:
        with pytest.raises(PointerError):
            value_at({"a": [{"b": 3}]}, nowhere)
