import json
from typing import Any

import pytest

from openfn_studio.domain.job import JobSettings
from openfn_studio.domain.project import Remote
from openfn_studio.domain.run import Dialect
from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.studiofile import StudioFile, read_studio_file

FULL: dict[str, Any] = {
    "name": "Clinic",
    "dialect": "v2",
    "test_mode": False,
    "later": {"kept": 1.0},
    "jobs": {
        "a": {
            "autoprocess": True,
            "archived": True,
            "test_mode": True,
            "no_console": True,
            "long_run": True,
            "dialect": "v1",
            "adaptors": ["common@1"],
        }
    },
    "triggers": {"t": {"exclusion": '{"x":1.0}'}, "u": {"exclusion": {"y": 1}}, "v": {}},
    "remotes": {
        "staging": {
            "url": "https://openfn.example",
            "project_id": 490,
            "environment": "staging",
            "ids": {"jobs/a": 12},
        }
    },
}


def read(value: Any) -> StudioFile:
    return read_studio_file(json.dumps(value).encode())


def test_everything_is_read():
    studio = read(FULL)

    assert (studio.name, studio.dialect, studio.test_mode) == ("Clinic", Dialect.V2, False)
    assert studio.job_settings("a") == JobSettings(
        autoprocess=True, archived=True, test_mode=True, no_console=True, long_run=True,
        dialect=Dialect.V1, extra_adaptors=("common@1",),
    )  # fmt: skip
    assert [studio.exclusion(name) for name in "tuvw"] == ['{"x":1.0}', '{"y": 1}', None, None]
    assert studio.remotes() == (
        Remote("staging", "https://openfn.example", "490", "staging", {"jobs/a": "12"}),
    )


def test_what_is_not_said_has_a_default_and_a_project_starts_in_test_mode():
    studio = read({})

    assert (studio.name, studio.dialect, studio.test_mode) == (None, Dialect.V1, True)
    assert studio.job_settings("a") == JobSettings()
    assert studio.remotes() == ()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "must be an object"),
        ({"version": 2}, "newer version"),
        ({"version": "x"}, "newer version"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(value: Any, says: str):
    with pytest.raises(UserInputProblem, match=says):
        read(value)


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ({"autoprocess": "yes"}, r"jobs\.a\.autoprocess must be true or false"),
        ({"test_mode": 1}, r"jobs\.a\.test_mode must be true or false"),
        ({"dialect": "v3"}, r'jobs\.a\.dialect must be "v1" or "v2"'),
        ({"adaptors": "x"}, r"jobs\.a\.adaptors must be a list of texts"),
        ({"adaptors": [1]}, r"jobs\.a\.adaptors must be a list of texts"),
        ([], r"jobs\.a must be an object"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(job: Any, says: str):
    with pytest.raises(UserInputProblem, match=says):
        read({"jobs": {"a": job}}).job_settings("a")


def test_the_place_of_a_syntax_error_is_given():
    with pytest.raises(UserInputProblem, match="line 2, column 9") as caught:
        read_studio_file(b'{\n "jobs":,\n}')

    assert "studio.json" in caught.value.what


def test_changing_a_value_keeps_unknown_keys_and_their_order():
    changed = read(FULL).with_value(("jobs", "b", "autoprocess"), True)

    content = json.loads(changed.encoded())
    assert content["jobs"].pop("b") == {"autoprocess": True}
    assert content == FULL
    assert list(content) == list(FULL)


def test_removing_the_last_value_removes_what_held_it():
    changed = read({"jobs": {"a": {"dialect": "v2"}}, "x": 1})

    changed = changed.with_value(("jobs", "a", "dialect"), None)

    assert json.loads(changed.encoded()) == {"x": 1}
