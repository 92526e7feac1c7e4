import sys

from openfn_studio.ui.log.lines import Kind, LineStore
from tests.ui.log.conftest import ERROR, LINES, line, many


def store(*facts: object) -> LineStore:
    made = LineStore()
    made.extend(facts or LINES)  # pyright: ignore[reportArgumentType]
    return made


def test_a_store_gives_back_what_it_was_given():
    lines = store()

    assert [
        (
            lines.texts[n],
            lines.level(n),
            lines.source(n),
            lines.operation(n),
            lines.ms(n),
        )
        for n in range(len(lines))
    ] == [(f.text, f.level, f.source, f.operation, f.ms) for f in LINES]
    assert lines.place(1) == (13, 11)
    assert lines.place(2) is None
    assert lines.place(4) == (25, 1)


def test_levels_are_counted():
    assert store().counts == [1, 4, 1, 1]


def test_only_shown_levels_pass():
    lines = store()

    assert lines.with_levels(0, 7, [True, False, True, False]) == [2, 3]
    assert lines.with_levels(1, 4, [True] * 4) == [1, 2, 3]


def test_the_line_that_tells_the_error_is_known_as_such():
    text = f"TypeError: {ERROR.message}\n    19 | state.clinic.phone"
    lines = store(line(0, "a"), line(1, text, level="error"), line(2, "b"))

    lines.tell_error(ERROR, 5)

    assert (len(lines), lines.errors, lines.kind(1)) == (3, [1], Kind.ERROR)


def test_an_error_that_no_line_tells_gets_one():
    lines = store(line(0, "TypeError: another one", level="error"))

    lines.tell_error(ERROR, 5)

    assert lines.errors == [1]
    assert lines.place(1) == (19, 13)
    assert lines.texts[1].splitlines() == [
        f"TypeError: {ERROR.message}",
        "19 | state.clinic.phone",
        "                 ^",
        "Check that it is there.",
    ]


def test_a_line_costs_little_more_than_its_text():
    facts = many(10_000)
    lines = store(*facts)

    columns = [value for value in vars(lines).values() if not isinstance(value, list)]
    size = sum(map(sys.getsizeof, columns)) + sys.getsizeof(lines.texts)

    # Arrays grow ahead by an eighth.
    assert size / len(lines) < 40
