import pytest

from openfn_studio.state.escapes import Escapes, escapes_in

LONG = b"x" * 1_100_000


@pytest.mark.parametrize("before", [b"", LONG[: (1 << 20) - 1], LONG])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rb"plain \n \\ text", Escapes()),
        (rb"\u00e9", Escapes(has_codes=True)),
        (rb"\u0041 \u003c", Escapes(has_codes=True, has_coded_letters=True)),
        (rb"\u003C", Escapes(has_codes=True)),
        (rb"https:\/\/example.org", Escapes(has_slashes=True)),
    ],
)
def test_escapes_are_found_wherever_they_stand(before: bytes, text: bytes, found: Escapes):
    assert escapes_in(before + text) == found


def test_a_text_may_be_coded_only_where_codes_are():
    assert not Escapes().may_code("é")
    assert Escapes(has_codes=True).may_code("a & b")
    assert not Escapes(has_codes=True).may_code("a b-1.0")
    assert Escapes(has_codes=True, has_coded_letters=True).may_code("a")
