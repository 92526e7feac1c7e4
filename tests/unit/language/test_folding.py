from corpus import all_jobs
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.language.document import Document
from openfn_studio.language.folding import Fold, Folds, fold_levels

SOURCES = [source for _, source, _ in all_jobs()][::7]


def folds_of(source: str) -> list[Fold]:
    document = Document(source)
    return Folds().of(document.tree, document.data)


def test_functions_objects_and_calls_fold_and_leave_the_line_that_closes():
    source = "fn(state => {\n  a;\n  b;\n});\nget(\n  '/x',\n  {\n    a: 1,\n  }\n);\n"

    assert folds_of(source) == [Fold(0, 2), Fold(4, 8), Fold(6, 7)]


def test_a_block_of_one_line_does_not_fold():
    assert folds_of("fn(state => {\n});\nfn(a);\n") == []


def test_long_comments_and_runs_of_comment_lines_fold():
    assert folds_of("/* a\n b */\nx;\n// 1\n// 2\n// 3\ny;\n// 4\n// 5\n") == [
        Fold(0, 1),
        Fold(3, 5),
    ]


def test_texts_over_several_lines_fold():
    assert folds_of("x = `a\nb\nc`;\n") == [Fold(0, 2)]


def test_levels_say_how_deep_a_line_lies():
    assert fold_levels([Fold(0, 3), Fold(1, 2)], 6) == [0, 1, 2, 1, 0, 0]
    assert fold_levels([Fold(0, 9)], 2) == [0, 1]
    assert fold_levels([], 0) == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_folds_found_again_and_again_are_those_of_a_fresh_look(source: str, data: st.DataObject):
    folds = Folds()
    document = Document(source)
    for _ in range(3):
        length = document.positions.line_count
        at = data.draw(st.integers(0, len(document.data)))
        new = data.draw(st.sampled_from(["\n", "{", "}", "fn(a,\n b);\n", ""]))
        document = document.edited(at, at, new)

        found = folds.of(document.tree, document.data)

        assert found == Folds().of(document.tree, document.data)
        levels = fold_levels(found, document.data.count(b"\n") + 1)
        assert all(level >= 0 for level in levels)
        assert all(fold.first < fold.last <= length + 2 for fold in found)
