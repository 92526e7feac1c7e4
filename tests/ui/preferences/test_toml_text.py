import tomllib

from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.settings import Value
from openfn_studio.workbench.toml_text import changed_text, written

TYPED = """\
# mine
theme = "dark"   # at night
plugin = { a = [1, 2], b = "x" }

[editor]
font_size = 15
# a future version's
ligatures = true

[[profiles]]
name = "one"
"""


def changed(text: str, **changes: Value | None) -> str:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return changed_text(text, named)


def test_a_change_keeps_comments_unknown_keys_and_order():
    text = changed(TYPED, editor__font_size=18, scale=120)

    assert text == TYPED.replace("font_size = 15", "font_size = 18").replace(
        'b = "x" }\n', 'b = "x" }\nscale = 120\n'
    )


def test_a_default_is_taken_out_and_a_new_table_is_added_at_the_end():
    text = changed(TYPED, theme=None, run__timeout_ms=5000)

    assert "theme" not in text
    assert text.endswith('name = "one"\n\n[run]\ntimeout_ms = 5000\n')


def test_a_file_written_in_an_unusual_way_keeps_its_values():
    text = changed('editor = { font_size = 15, x = 1979-05-27 }\n[a.b]\n"c d" = 1.5\n', scale=110)

    assert tomllib.loads(text)["scale"] == 110

    text = changed(
        'editor = { font_size = 15, x = 1979-05-27 }\n[a.b]\n"c d" = 1.5\n', editor__font_size=18
    )

    stated = tomllib.loads(text)
    assert stated["editor"]["font_size"] == 18
    assert str(stated["editor"]["x"]) == "1979-05-27"
    assert stated["a"]["b"] == {"c d": 1.5}


def test_a_line_within_a_long_text_is_no_setting():
    text = changed('note = """\ntheme = "light"\n"""\ntheme = "dark"\n', theme="contrast")

    assert tomllib.loads(text) == {"note": 'theme = "light"\n', "theme": "contrast"}


def test_carriage_returns_and_a_missing_final_newline_are_lived_with():
    text = changed("[editor]\r\nwrap = false\r\n\r\n[log]\r\nfollow = false", editor__wrap=True)

    assert tomllib.loads(text) == {"editor": {"wrap": True}, "log": {"follow": False}}


@given(
    st.dictionaries(
        st.text(max_size=6),
        st.recursive(
            st.one_of(st.booleans(), st.integers(), st.text(), st.floats(allow_nan=False)),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
            max_leaves=8,
        ),
    ),
    st.text(),
)
def test_every_tree_written_anew_reads_as_it_was(tree: dict[str, object], family: str):
    text = written(tree)

    assert tomllib.loads(text) == tree
    assert tomllib.loads(changed_text("", {"editor.font_family": family})) == {
        "editor": {"font_family": family}
    }
