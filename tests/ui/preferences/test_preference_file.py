import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.settings import Value
from openfn_studio.workbench import preference_file
from openfn_studio.workbench.preference_file import changed_text

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
    return changed_text(text, tomllib.loads(text), named)


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
    text = preference_file._written(tree)

    assert tomllib.loads(text) == tree
    assert tomllib.loads(changed_text("", {}, {"editor.font_family": family})) == {
        "editor": {"font_family": family}
    }


def test_what_is_missing_is_no_problem_and_is_made(tmp_path: Path):
    path = tmp_path / "config" / "settings.toml"

    assert preference_file.read(path) == preference_file.FileContent()
    preference_file.change(path, {"theme": "dark"})

    assert preference_file.read(path).values == {"theme": "dark"}
    assert path.read_text("utf-8").startswith("# Settings of OpenFn Studio")


@pytest.mark.parametrize("content", [b"theme = dark\n", b"\xff\xfe\x00", b"[editor\nwrap = true\n"])
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, content: bytes):
    path = tmp_path / "settings.toml"
    path.write_bytes(content)

    found = preference_file.read(path)

    (problem,) = found.problems
    assert problem.means == "The default settings are used."
    aside = tmp_path / "settings.toml.damaged-1"
    assert aside.read_bytes() == content
    assert aside.name in problem.remedy
    assert not path.exists()


def test_damaged_files_do_not_overwrite_each_other(tmp_path: Path):
    path = tmp_path / "settings.toml"
    for text in ("one", "two"):
        path.write_text(text)
        preference_file.read(path)

    kept = [tmp_path / f"settings.toml.damaged-{number}" for number in (1, 2)]
    assert [aside.read_text() for aside in kept] == ["one", "two"]


def test_an_impossible_value_is_told_and_stays_in_the_file(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_text("scale = 1000\nsurprise = 1\n[editor]\nwrap = true\n")

    found = preference_file.read(path)

    assert found.values == {"editor.wrap": True}
    assert "scale" in found.problems[0].what
    assert "100" in found.problems[0].means
    assert path.read_text().startswith("scale = 1000")


def test_a_file_broken_meanwhile_is_kept_aside_when_settings_are_saved(tmp_path: Path):
    path = tmp_path / "settings.toml"
    path.write_text("][")

    preference_file.change(path, {"scale": 150})

    assert preference_file.read(path).values == {"scale": 150}
    assert (tmp_path / "settings.toml.damaged-1").read_text() == "]["


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentProblem) as raised:
        preference_file.change(tmp_path / "file" / "settings.toml", {"scale": 150})

    assert raised.value.means == "They hold until the program ends."
