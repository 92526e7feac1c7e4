import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.errors import UserInputProblem
from openfn_studio.workspace.filenames import (
    file_stem,
    free_stem,
    inside,
    path_of_uri,
    uri_of_path,
)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Register a child", "Register-a-child"),
        ("ስም ያለው", "ስም-ያለው"),
        ("1. Send: ODK -> DHIS2?", "1.-Send-ODK---DHIS2"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("lpt1", "lpt1_"),
        ("console", "console"),
        ("ends with dot. ", "ends-with-dot"),
        ("  ", "job"),
        ("...", "job"),
        ("", "job"),
        ("a\u202eb\x00c", "abc"),
        ("e\u0301", "é"),
        ("ስ" * 100, "ስ" * 40),
    ],
)
def test_a_name_becomes_a_file_name_for_every_system(name: str, stem: str):
    assert file_stem(name) == stem


@given(st.text(max_size=60))
def test_any_name_becomes_a_file_name_that_stays_in_its_folder(name: str):
    stem = file_stem(name)

    assert stem.strip(". ") == stem != ""
    assert not set(stem) & set('<>:"/\\|?*\n\0')
    assert len(stem.encode()) <= 121
    assert path_of_uri(uri_of_path(PurePosixPath("jobs", f"{stem}.js"))).parent.name == "jobs"


def test_names_that_some_systems_take_for_one_get_numbers():
    assert free_stem("Job", ["job"]) == "Job-2"
    assert free_stem("job", ["JOB", "job-2"]) == "job-3"
    assert free_stem("STRASSE", ["straße"]) == "STRASSE-2"
    assert free_stem("new", ["job"]) == "new"


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file://jobs/a.js", "jobs/a.js"),
        ("file://./jobs/a.js", "jobs/a.js"),
        ("file://jobs/a b.js", "jobs/a b.js"),
        ("file://jobs/a%20b.js", "jobs/a b.js"),
        (r"file://jobs\a.js", "jobs/a.js"),
        ("file://a..b.js", "a..b.js"),
    ],
)
def test_a_file_uri_is_a_path_in_the_folder(uri: str, path: str):
    assert path_of_uri(uri) == PurePosixPath(path)


@pytest.mark.parametrize(
    "uri",
    ["file://../x.js", "file://a/../../x.js", "file:///etc/passwd", "file://C:/x.js", "file://",
     r"file://..\x.js", "file://%2e%2e/x.js", "file://%2Fetc/passwd", r"file://\\server\x.js"],
)  # fmt: skip
def test_a_path_out_of_the_folder_is_refused(uri: str):
    with pytest.raises(UserInputProblem, match="out of the project folder"):
        path_of_uri(uri)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1)
)
def test_a_path_is_written_and_read_back(name: str):
    path = PurePosixPath("jobs", f"x{name}")

    assert path_of_uri(uri_of_path(path)) == path


def test_a_link_may_stay_in_the_folder_but_not_lead_out(tmp_path: Path):
    folder = tmp_path / "p"
    (folder / "jobs").mkdir(parents=True)
    os.symlink(folder / "jobs", folder / "same")
    os.symlink(tmp_path, folder / "out")

    assert inside(folder, PurePosixPath("same/a.js")) == folder / "same/a.js"
    with pytest.raises(UserInputProblem):
        inside(folder, PurePosixPath("out/a.js"))
