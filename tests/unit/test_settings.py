from pathlib import Path

import pytest

from openfn_studio import settings
from openfn_studio.settings import BY_NAME, SECTIONS, SETTINGS, Kind


def test_every_name_stands_once_and_is_one_word_or_two():
    assert len(BY_NAME) == len(SETTINGS)
    assert all(name.count(".") <= 1 for name in BY_NAME)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_default_is_possible_and_every_setting_is_explained(setting: settings.Setting):
    assert setting.problem_with(setting.default) == ""
    assert setting.section in {section.name for section in SECTIONS}
    assert setting.title[0].isupper()
    assert setting.help.endswith(".")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_no_section_is_empty(section: settings.Section):
    assert any(setting.section == section.name for setting in SETTINGS)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("scale", 99, "from 100 to 250"),
        ("scale", "big", "a whole number"),
        ("scale", True, "a whole number"),
        ("scale", 120.5, "a whole number"),
        ("theme", "pink", "one of system, light, dark, contrast"),
        ("log.follow", 1, "true or false"),
        ("editor.font_family", 3, "a text"),
    ],
)
def test_an_impossible_value_is_refused_in_words(name: str, value: object, words: str):
    assert words in BY_NAME[name].problem_with(value)


def test_numbers_have_limits_and_choices_have_words():
    assert all(s.least < s.most for s in SETTINGS if s.kind is Kind.NUMBER)
    assert all(s.choices for s in SETTINGS if s.kind is Kind.CHOICE)


def test_settings_are_found_by_any_of_their_words():
    assert [s.name for s in settings.found_by("HIGH contrast")] == ["theme"]
    assert [s.name for s in settings.found_by("timeout")] == ["run.timeout_ms"]
    assert settings.found_by("no such thing") == ()
    assert settings.found_by("  ") == SETTINGS


def test_a_moved_data_folder_moves_the_settings_too(tmp_path: Path):
    elsewhere = {"OPENFN_STUDIO_DATA": str(tmp_path / "variable")}

    assert settings.settings_file(tmp_path, elsewhere) == tmp_path / "settings.toml"
    assert settings.settings_file(None, elsewhere) == tmp_path / "variable" / "settings.toml"
    assert settings.settings_file(None, {}).name == "settings.toml"
