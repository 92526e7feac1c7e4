from datetime import timedelta

import pytest

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.wording import Wording, ending, is_foldable, preview, unfolded
from tests.ui.log.conftest import BEGIN, BOX, DEEP, LINES, line, run


@pytest.fixture
def wording() -> Wording:
    lines = LineStore()
    lines.extend(LINES)
    made = Wording(lines)
    made.learn(run())
    return made


def test_the_box_of_versions_becomes_a_line():
    assert preview(BOX) == "Versions: OpenFn Studio 0.1.0, v1 (Node.js), language-http@6.4.3"


def test_a_folded_message_is_one_line():
    assert preview("{\n  a: 1,\t\r\n}") == "{ a: 1, }"
    assert len(preview("x" * 100_000)) < 1_000


@pytest.mark.parametrize("text", ["a\nb", DEEP, "x" * 5_000, "{ a: { b: [ 1 ] } }", "[1]"])
def test_more_than_a_line_can_be_unfolded(text: str):
    assert is_foldable(text)


@pytest.mark.parametrize("text", ["", "plain", "{}", "see [docs", "smile :]", "x = {a b}}"])
def test_a_plain_line_cannot(text: str):
    assert not is_foldable(text)


def test_an_object_is_unfolded_at_any_depth():
    shown = unfolded(DEEP)

    assert shown.startswith('Response:\n{\n  "a": [\n    1,\n    {\n      "b": [\n')
    assert shown.count("[") == 41
    assert max(len(row) - len(row.lstrip()) for row in shown.splitlines()) > 80


def test_a_message_of_several_lines_stays_as_it_was_written():
    assert unfolded("a\n{b}") == "a\n{b}"


def test_each_line_tells_its_time_and_source(wording: Wording):
    local = BEGIN.astimezone() + timedelta(milliseconds=1)

    assert wording.time(1) == f"{local:%H:%M:%S}.101"
    assert [wording.source(n) for n in (0, 1, 3, 5)] == ["engine", "op 1 fn", "op 2 get", "job"]
    assert wording.place(1) == "line 13"
    assert wording.longest_source() == "op 3 each"


def test_an_operation_without_a_known_name_still_has_its_number():
    lines = LineStore()
    lines.extend([line(0, "a", operation=7)])

    assert Wording(lines).source(0) == "op 8"


def test_a_copied_line_keeps_its_shape(wording: Wording):
    head = f"{wording.time(3)}  warn   op 2 get  "

    assert wording.plain(3) == f"{head}careful\n{' ' * len(head)}the second line"


@pytest.mark.parametrize(
    ("code", "words"), [(0, "success"), (1, "job error"), (134, "used too much memory"), (6, "")]
)
def test_the_end_names_the_exit_code(code: int, words: str):
    assert ending(run(exit_code=0), is_finished_said=True) == "Exit code 0, success"
    assert ending(run(exit_code=code)).startswith(f"Finished. Exit code {code}, {words}")
