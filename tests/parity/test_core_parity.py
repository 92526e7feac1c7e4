"""Jobs run by Studio end as with ``@openfn/core`` 1.5.1 (v1), or as OpenFn's v2 documents (v2)."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.parity.record_core import HERE, KEPT, install, read_jobs
from tests.parity.studio_runs import Ending, run_jobs, without_configuration

ADAPTORS = {
    "common": {"name": "@openfn/language-common", "version": "1.15.2"},
    "http": {"name": "@openfn/language-http", "version": "4.0.0"},
}
RECORDED = json.loads(KEPT.read_text(encoding="utf-8"))["jobs"]
LISTED = json.loads((HERE / "differences.json").read_text(encoding="utf-8"))["jobs"]
OF_RUNNING = {"ends", "state", "message"}
V1_JOBS = read_jobs()
V2 = HERE.parent / "data" / "jobs" / "v2"


def read_v2_jobs() -> list[dict[str, Any]]:
    index = json.loads((V2 / "index.json").read_text(encoding="utf-8"))
    return [
        {"state": index["state"], **job, "text": (V2 / job["file"]).read_bytes().decode("utf-8")}
        for job in index["jobs"]
    ]


V2_JOBS = read_v2_jobs()

pytestmark = pytest.mark.npm


@pytest.fixture(scope="module")
def adaptors() -> dict[str, dict[str, str]]:
    """The adaptors, installed outside the project, once a machine."""
    packages = tuple(f"{each['name']}@{each['version']}" for each in ADAPTORS.values())
    folder = Path(tempfile.gettempdir()) / "openfn-studio-parity-adaptors"
    with FileLock(f"{folder}.lock"):
        try:
            install(folder, packages)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"npm could not install the adaptors: {error.stderr.decode()[-300:]}")
    modules = folder / "node_modules"
    return {key: {**each, "path": str(modules / each["name"])} for key, each in ADAPTORS.items()}


@pytest.fixture(scope="module")
def v1_endings(adaptors: dict[str, dict[str, str]]) -> dict[str, Ending]:
    common = [job for job in V1_JOBS if job["adaptor"] == "common"]
    endings = run_jobs(common, "v1", [adaptors["common"]])
    # Its HTTP client keeps things in the process: each job gets one of its own.
    for job in V1_JOBS:
        if job["adaptor"] == "http":
            endings |= run_jobs([job], "v1", [adaptors["http"]])
    return endings


@pytest.fixture(scope="module")
def v2_endings(adaptors: dict[str, dict[str, str]]) -> dict[str, Ending]:
    return run_jobs(V2_JOBS, "v2", [adaptors["common"]])


def differences(recorded: dict[str, Any], ending: Ending) -> set[str]:
    """Return in what our run differs from core's."""
    # Studio never writes the credential, core does.
    kept = without_configuration(recorded.get("state"))
    is_well = recorded["verdict"] == "ok"
    if is_well != (ending.exit_code == 0):
        return {"ends"}
    if is_well:
        return set() if ordered(ending.state) == ordered(kept) else {"state"}
    if recorded["verdict"] == "runtime-error" and ending.error["message"] not in recorded["error"]:
        return {"message"}
    return set()


def ordered(state: Any) -> str:
    """Keep the order of the keys, which a writer of JSON keeps as well."""
    return json.dumps(state)


@pytest.mark.parametrize("job", V1_JOBS, ids=lambda job: job["file"])
def test_a_v1_job_ends_as_with_core_but_for_listed_differences(
    job: dict[str, Any], v1_endings: dict[str, Ending]
):
    listed = OF_RUNNING & LISTED.get(job["file"], {}).keys()

    ending = v1_endings[job["file"]]

    assert differences(RECORDED[job["file"]], ending) == listed, (ending.error, ending.state)


@pytest.mark.parametrize("job", V2_JOBS, ids=lambda job: job["file"])
def test_a_v2_job_ends_as_its_rule_says(job: dict[str, Any], v2_endings: dict[str, Ending]):
    ending = v2_endings[job["file"]]

    if "error" in job:
        assert (ending.exit_code, ending.error["name"]) == (1, "CompileError")
        assert ending.error["message"] == job["error"]
    elif "fails" in job:
        assert (ending.exit_code, ending.error["name"]) == (1, job["fails"])
    else:
        assert ending.exit_code == 0, ending.error
        assert own_part(ending.state, job["result"]) == job["result"]


def own_part(state: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Leave out what every state has, unless the job is about it."""
    common = {"data", "references"} - result.keys()
    return {key: value for key, value in state.items() if key not in common}
