import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.domain.text import TextRange
from openfn_studio.language.positions import Positions, Unit

PIECES = st.sampled_from(
    ["a", "é", "ሀ", "ក", "😀", "\ud800", "\udfff", "\r", "\n", "\r\n", "\u2028", "\u2029", "\ufeff"]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.tuples(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.integers(1, 400)).map(
        lambda pair: pair[0] * pair[1]
    ),
)


def naive_sizes(text: str, unit: Unit) -> list[int]:
    """The length of each character, the slow and obvious way."""
    if unit is Unit.CODE_POINT:
        return [1] * len(text)
    width = 2 if unit is Unit.UTF16 else 1
    return [len(character.encode(unit.value, "surrogatepass")) // width for character in text]


def naive_lines(text: str) -> list[str]:
    """The text's lines with their ends, the slow and obvious way."""
    lines, line = [], ""
    for index, character in enumerate(text):
        line += character
        is_half = character == "\r" and text[index + 1 : index + 2] == "\n"
        if character in "\n\r\u2028\u2029" and not is_half:
            lines.append(line)
            line = ""
    return [*lines, line]


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(Unit), st.sampled_from(Unit))
def test_every_character_start_converts_there_and_back(text: str, source: Unit, target: Unit):
    positions = Positions(text)
    sources = naive_sizes(text, source)
    targets = naive_sizes(text, target)
    points = sorted({0, len(text) // 3, len(text) // 2, max(len(text) - 1, 0), len(text)})

    for point in points:
        offset, expected = sum(sources[:point]), sum(targets[:point])
        assert positions.convert(offset, source, target) == expected
        assert positions.convert(expected, target, source) == offset


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(Unit), st.data())
def test_line_and_column_are_those_of_javascript_and_lead_back(
    text: str, unit: Unit, data: st.DataObject
):
    positions = Positions(text)
    point = data.draw(st.integers(0, len(text)))
    if text[point - 1 : point + 1] == "\r\n":
        point += 1
    before = naive_lines(text[:point])
    offset = sum(naive_sizes(text[:point], unit))

    line, column = positions.line_column(offset, unit)

    assert line == len(before)
    assert column == sum(naive_sizes(before[-1], unit)) + 1
    if point == len(text) or text[point - 1 : point + 1] != "\r\n":
        assert positions.offset(line, column, unit) == offset


@settings(max_examples=50)
@given(TEXTS, st.integers(-10, 3000), st.sampled_from(Unit), st.sampled_from(Unit))
def test_any_number_is_answered_inside_the_text(text: str, offset: int, source: Unit, target: Unit):
    positions = Positions(text)

    converted = positions.convert(offset, source, target)
    line, column = positions.line_column(offset, source)

    assert 0 <= converted <= positions.length(target)
    assert 1 <= line <= positions.line_count
    assert column >= 1


@pytest.mark.parametrize(
    ("offset", "unit", "expected"),
    [(2, Unit.UTF8, 1), (4, Unit.UTF8, 1), (5, Unit.UTF8, 3), (2, Unit.UTF16, 1)],
)
def test_the_middle_of_an_emoji_means_its_start(offset: int, unit: Unit, expected: int):
    assert Positions("a😀b").convert(offset, unit, Unit.UTF16) == expected


def test_a_column_past_the_end_of_a_line_stays_on_the_line():
    positions = Positions("ab\r\ncd")

    assert positions.offset(1, 99) == 2
    assert positions.offset(2, 99) == 6
    assert positions.offset(9, 1) == 6
    assert positions.offset(0, 5) == 0


def test_a_byte_range_becomes_a_text_range_in_utf16():
    positions = Positions("fn('😀');\r\nget('é');")

    assert positions.range(13, 23) == TextRange(
        start=11, end=20, line=2, column=1, end_line=2, end_column=10
    )


def test_a_lone_surrogate_is_read_as_the_replacement_character():
    positions = Positions("a\ud800b")

    assert positions.text == "a\ufffdb"
    assert positions.data == "a\ufffdb".encode()
    assert positions.convert(4, Unit.UTF8, Unit.UTF16) == 2


def test_two_megabytes_in_one_line_are_answered_without_reading_them_each_time():
    positions = Positions("aሀ😀" * 260_000)
    last = positions.length(Unit.UTF16)
    started = time.perf_counter()

    found = [
        positions.convert(offset, Unit.UTF16, Unit.UTF8) for offset in range(0, last, last // 1000)
    ]

    assert found[-1] > 1_900_000
    assert time.perf_counter() - started < 1.0
