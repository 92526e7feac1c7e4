from pathlib import Path

import pytest

from openfn_studio.clock import Clock
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.foreign import V2ProjectProblem, v2_name


@pytest.mark.parametrize(
    "name",
    ["openfn.yaml", "workflow.yaml", "workflow.json", ".state.json", "projectState.json",
     ".projects", "workflows"],
)  # fmt: skip
def test_a_folder_of_v2_is_recognised_and_named(tmp_path: Path, clock: Clock, name: str):
    (tmp_path / name).mkdir()

    with pytest.raises(V2ProjectProblem, match="v2") as caught:
        ProjectFolder(tmp_path, clock)

    assert name in caught.value.what
    assert "--dialect v2" in caught.value.remedy


def test_a_project_yaml_with_workflows_is_named_with_its_place(tmp_path: Path, clock: Clock):
    (tmp_path / "project.yaml").write_text("name: x\nworkflows:\n  a: {}\n")

    with pytest.raises(V2ProjectProblem, match=r"project\.yaml:2:1"):
        ProjectFolder(tmp_path, clock)


def test_a_folder_of_neither_kind_is_told_as_that(tmp_path: Path, clock: Clock):
    assert v2_name(tmp_path) is None
    with pytest.raises(Exception, match=r"There is no project\.yaml") as caught:
        ProjectFolder(tmp_path, clock)
    assert not isinstance(caught.value, V2ProjectProblem)
