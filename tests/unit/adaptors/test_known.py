import pytest

from openfn_studio.adaptors import known


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("kobotolbox", "kobotoolbox"),
        ("@openfn/language-dhis", "dhis2"),
        ("sales-force", "salesforce"),
        ("comcare", "commcare"),
        ("postgres", "postgresql"),
    ],
)
def test_the_nearest_known_name_is_offered_first(written: str, near: str):
    assert known.nearest(written)[0] == near


def test_nothing_is_offered_for_a_name_like_no_other():
    assert known.nearest("qqqqqq") == ()


def test_a_known_name_is_not_offered_for_itself():
    assert "http" not in known.nearest("http")


def test_every_name_to_ask_about_leads_to_a_known_one():
    assert set(known.MISTAKEN.values()) <= set(known.SHORT_NAMES)
    assert not set(known.MISTAKEN) & set(known.SHORT_NAMES)
