from pathlib import Path, PurePosixPath

import pytest

from openfn_studio.domain.credential import Credential
from openfn_studio.domain.job import ExpressionFile, ExpressionLink, InlineExpression, Job
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter
from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.projectfile import read_project_file

DATA = Path(__file__).parents[2] / "data" / "projects"


def read(text: str):
    return read_project_file(text.encode(), Path("project.yaml"))


def test_all_shapes_of_v1_are_read():
    project = read_project_file((DATA / "all-shapes.yaml").read_bytes())

    assert project.jobs == (
        Job("job-1", InlineExpression("fn(state => state)\n"), "@openfn/language-common",
            "trigger-1", "my-secret"),
        Job("from-file", ExpressionFile(PurePosixPath("jobs/a b.js")), "http", "every-minute"),
        Job("from-link", ExpressionLink("https://example.org/job.js"), "http@3.1.12", "after-j1"),
        Job("from-bucket", ExpressionLink("gcs://bucket/job.js"), None, "j1-fails"),
        Job("7", InlineExpression("https://not.a.link;\nfn(s => s)\n"), "language-common"),
    )  # fmt: skip
    assert project.triggers == (
        MessageFilter("trigger-1", '{"number":2, "big":12345678901234567890}'),
        Cron("every-minute", "* * * * *"),
        Flow("after-j1", "job-1"),
        Catch("j1-fails", "job-1"),
        MessageFilter("with-type", '{"a": 8.0}'),
        MessageFilter("as-object", '{"form": {"@name": "x"}, "n": 1}'),
    )
    assert project.credentials == (
        Credential("my-secret", ("username", "password")),
        Credential("in-file", file="file://cred.json"),
        Credential("empty"),
    )
    assert project.notices == ()


def test_an_empty_file_is_an_empty_project():
    project = read("# nothing yet\n")

    assert (project.jobs, project.triggers, project.credentials) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("triggers:\n  t: {cron: x, success: j}\n", (2, 3), "has cron and success"),
        ("triggers:\n  t: {type: message}\n", (2, 3), "has none"),
        ("triggers:\n  t:\n", (2, 3), "must hold names and values"),
        ("triggers:\n  t: {cron: [1]}\n", (2, 7), "cron is one text"),
        ("jobs:\n- a\n", (1, 1), "jobs: must hold names, each with its job"),
        ("jobs:\n  a: text\n", (2, 3), "must hold names and values"),
        ("jobs:\n  a:\n    expression: 5\n", (3, 5), "An expression is text"),
        ("jobs:\n  a:\n    expression: x\n    adaptor: {b: 1}\n", (4, 5), "adaptor is one text"),
        ("jobs:\n  a:\n    expression: file://../../x.js\n", (3, 5), "out of the project folder"),
        ("jobs:\n  a:\n    expression: file:///etc/passwd\n", (3, 5), "out of the project folder"),
        ("just text", (1, 1), "holds jobs:, triggers: and credentials:"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(text: str, place: tuple[int, int], says: str):
    with pytest.raises(UserInputProblem) as caught:
        read(text)

    assert says in caught.value.what
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == place


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("jobs:\n  a: {expression: x, trigger: t}\n", 2, "names the trigger t"),
        ("jobs:\n  a: {expression: x, credential: c}\n", 2, "names the credential c"),
        ("jobs:\n  a: {adaptor: http}\n", 2, "has no expression"),
        ("triggers:\n  t: {failure: gone}\n", 2, "watches the job gone"),
        ("triggers:\n  t:\n    criteria: '{a: 1}'\n", 3, "are not JSON"),
        ("credentials:\n  c: {password: hunter22}\n", 2, "not masked"),
    ],
)
def test_what_is_odd_but_can_be_opened_is_noted_with_its_place(text: str, line: int, says: str):
    (notice,) = read(text).notices

    assert says in notice.text
    assert notice.place.line == line
    assert "hunter22" not in notice.text


def test_changes_keep_unknown_keys_and_comments():
    before = (DATA / "all-shapes.yaml").read_text("utf-8")
    project = read(before)

    changed = project.with_entry("triggers", "new", {"cron": "0 * * * *"})
    changed = changed.with_field("jobs", "job-1", "trigger", "new")
    changed = changed.with_field("jobs", "job-1", "globals", None)

    assert changed.triggers[-1] == Cron("new", "0 * * * *")
    assert changed.jobs[0].trigger == "new"
    back = changed.without_entry("triggers", "new").with_field(
        "jobs", "job-1", "trigger", "trigger-1"
    )
    assert back.yaml.text == before


def test_a_field_is_removed():
    project = read("jobs:\n  a:\n    expression: x\n    credential: c\n")

    changed = project.with_field("jobs", "a", "credential", None)

    assert changed.yaml.text == "jobs:\n  a:\n    expression: x\n"


def test_a_change_that_would_break_the_project_is_refused():
    with pytest.raises(UserInputProblem, match="exactly one"):
        read("triggers:\n  t: {cron: x}\n").with_field("triggers", "t", "success", "j")
