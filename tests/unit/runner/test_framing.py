from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.runner.framing import (
    EventLine,
    Framing,
    Line,
    OverlongEvent,
    StrayLine,
)

TOKEN = "c0ffee"
MARK = b"\x1e" + TOKEN.encode()

pieces = st.one_of(
    st.just(MARK),
    st.just(MARK[:3]),
    st.just(b"\n"),
    st.just(b"\r\n"),
    st.just('{"text":"é😀"}'.encode()),
    st.binary(max_size=12),
)
streams = st.lists(pieces, max_size=40).map(b"".join)


def lines_of(stream: bytes, cuts: list[int] | None = None, **limits: int) -> list[Line]:
    framing = Framing(TOKEN, **limits)
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts or [])})
    lines: list[Line] = []
    for start, end in pairwise(edges):
        lines += framing.feed(stream[start:end])
    return lines + framing.finish()


@given(stream=streams, cuts=st.lists(st.integers(min_value=0), max_size=8))
def test_any_split_of_any_bytes_gives_the_same_lines(stream: bytes, cuts: list[int]):
    assert lines_of(stream, cuts) == lines_of(stream)


@given(stream=streams, cuts=st.lists(st.integers(min_value=0), max_size=8))
@settings(max_examples=60)
def test_a_split_changes_nothing_about_overlong_lines_either(stream: bytes, cuts: list[int]):
    limits = {"max_event_bytes": 12, "max_stray_bytes": 5}

    assert lines_of(stream, cuts, **limits) == lines_of(stream, **limits)


@given(texts=st.lists(st.binary(max_size=30).filter(lambda text: b"\n" not in text), max_size=10))
def test_every_event_arrives_whole_and_in_order(texts: list[bytes]):
    stream = b"".join(MARK + text.replace(MARK, b"") + b"\n" for text in texts)

    assert lines_of(stream) == [EventLine(text.replace(MARK, b"")) for text in texts]


def test_bytes_after_the_last_line_feed_wait_for_more():
    framing = Framing(TOKEN)

    assert framing.feed(MARK + b"{}") == []
    assert framing.feed(b"\n") == [EventLine(b"{}")]


def test_a_line_without_the_mark_is_a_stray():
    assert lines_of(b"hello\r\n") == [StrayLine(b"hello")]


def test_a_line_with_another_token_is_a_stray():
    assert lines_of(b'\x1edecaf{"type":"finished"}\n') == [
        StrayLine(b'\x1edecaf{"type":"finished"}')
    ]


def test_text_written_before_an_event_without_a_line_feed_is_told_apart():
    assert lines_of(b"progress..." + MARK + b"{}\n") == [
        StrayLine(b"progress..."),
        EventLine(b"{}"),
    ]


def test_an_event_broken_off_by_another_gives_way_to_it():
    assert lines_of(MARK + b'{"type":"log","te' + MARK + b"{}\n") == [EventLine(b"{}")]


def test_half_an_event_at_the_end_is_dropped_and_half_a_stray_kept():
    assert lines_of(MARK + b'{"type":') == []
    assert lines_of(b"last words") == [StrayLine(b"last words")]


def test_an_event_past_the_limit_is_reported_with_its_beginning():
    lines = lines_of(
        MARK + b"x" * 20 + b"\n" + MARK + b"ok\n", max_event_bytes=10, max_stray_bytes=4
    )

    assert lines == [OverlongEvent(b"xxxx"), EventLine(b"ok")]


def test_a_stray_past_the_limit_is_cut_and_says_so():
    assert lines_of(b"y" * 20 + b"\n", max_stray_bytes=4) == [StrayLine(b"yyyy", is_cut=True)]
