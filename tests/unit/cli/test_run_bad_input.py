"""``openfn-studio run`` with what cannot work: failing jobs, bad input, unwritable output."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import STANDIN, Studio

Write = Callable[[str, str | bytes], Path]

MAP = "alterState(state => { state.data.seen = true; return state; });\n"


FAILING = {
    "a job that throws": ("alterState(s => s.data.a.b);", 1, "line 1"),
    "a job that returns nothing": ("alterState(s => undefined);", 1, "Return state"),
    "a syntax error": ("alterState(s => {\n  return s;\n", 1, "line 3"),
    "an unknown function": ("feild('a', 1);", 1, "Function not available."),
    "a job that never ends": ("alterState(s => { for (;;); });", 2, "line 1"),
    "a job that waits for nothing": ("alterState(() => new Promise(() => {}));", 5, "line 1"),
    "a floating rejection": (
        "alterState(s => { Promise.reject(new Error('late')); return s; });\n"
        "alterState(() => new Promise(done => setTimeout(done, 500)));",
        5,
        "late",
    ),
    "a job that eats memory": (
        "alterState(s => { const a = []; for (;;) a.push(Buffer.alloc(1e6, 1)); });",
        134,
        "memory",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_job_gets_its_documented_exit_code_and_place(
    studio: Studio, write: Write, name: str
) -> None:
    text, code, told = FAILING[name]
    limits = ("--timeout", "4000") if code == 2 else ("--memory", "150")

    done = studio("run", write("job.js", text), *STANDIN, "--test", *limits, "-O")

    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_the_log_flood_of_a_job_is_cut_and_counted(studio: Studio, write: Write) -> None:
    line = "console.log('x'.repeat(1000));"
    flood = f"alterState(s => {{ for (let i = 0; i < 20000; i++) {line} return s; }});"

    done = studio("run", write("job.js", flood), *STANDIN)

    assert done.code == 0
    assert len(done.err) < 12 << 20
    assert "the rest of its log is not kept" in done.err


ODD_STATES = {
    "a cycle": ("alterState(s => { s.me = s; return { me: s.me.data }; });", b'"me"'),
    "a BigInt": (
        "alterState(s => ({ big: BigInt('12345678901234567890') }));",
        b"12345678901234567890",
    ),
    "a Map": ("alterState(s => ({ m: new Map([[1, 2]]), n: 1 }));", b'"n": 1'),
}


@pytest.mark.parametrize("name", ODD_STATES)
def test_an_odd_final_state_is_still_a_result(
    studio: Studio, write: Write, tmp_path: Path, name: str
) -> None:
    text, wanted = ODD_STATES[name]

    done = studio("run", write("job.js", text), *STANDIN, "-o", tmp_path / "out.json")

    assert done.code == 0, done.err
    written = (tmp_path / "out.json").read_bytes() if (tmp_path / "out.json").exists() else b""
    assert wanted in written


NOT_STARTED = {
    "a missing job": (("missing.js",), {}, "missing.js"),
    "a folder as job": (("jobs",), {"jobs/a.txt": ""}, "jobs"),
    "a binary job": (("job.js",), {"job.js": b"\x00\x01\x02\xff" * 9}, "not a text"),
    "a job that is not UTF-8": (("job.js",), {"job.js": b"fn('\xe9');"}, "UTF-8"),
    "a job of 6 MB": (("job.js",), {"job.js": b"// " + b"x" * (6 << 20)}, "6,291,459 bytes"),
    "a missing state": (("job.js", "-s", "none.json"), {}, "none.json"),
    "a state that is a list": (("job.js", "-s", "s.json"), {"s.json": "[1]"}, "an array"),
    "a JavaScript literal": (
        ("job.js", "-s", "s.json"),
        {"s.json": "{data: {a: 1}}"},
        "s.json:1:2",
    ),
    "a trailing comma": (("job.js", "-s", "s.json"), {"s.json": '{"a": 1,\n}'}, "--repair"),
    "two documents": (("job.js", "-s", "s.json"), {"s.json": "{}\n{}"}, "s.json:2:1"),
    "an empty state": (("job.js", "-s", "s.json"), {"s.json": ""}, "empty"),
    "a credential that is a list": (
        ("job.js", "--credential", "c.json"),
        {"c.json": "[]"},
        "object",
    ),
    "an unknown flag": (("job.js", "--nonsense"), {}, "--nonsense"),
    "a stub file for a live run": (("job.js", "--stub", "x.yaml"), {"x.yaml": ""}, "--test"),
    "a broken stub file": (
        ("job.js", "--test", "--stub", "x.yaml"),
        {"x.yaml": "- method: GET\n  stauts: 200\n"},
        "x.yaml:2:3",
    ),
    "two outputs on stdout": (("job.js", "-O", "--events", "-"), {}, "standard output"),
    "two inputs": (("job.js", "-S", "-s", "s.json"), {"s.json": "{}"}, "--state-stdin"),
    "an unknown log level": (("job.js", "--log", "loud"), {}, "loud"),
    "a URL as adaptor": (("job.js", "-a", "git+https://example.org/x"), {}, "git+https"),
    "an adaptor that is not installed": (
        ("job.js", "--test", "-a", "http"),
        {},
        "adaptors install",
    ),
    "an adaptor path that is not there": (("job.js", "-a", "x=/nowhere/at/all"), {}, "/nowhere"),
}


@pytest.mark.parametrize("name", NOT_STARTED)
def test_what_cannot_start_is_exit_3_with_a_remedy_and_no_result(
    studio: Studio, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    words, files, told = NOT_STARTED[name]
    write("job.js", MAP)
    for file, content in files.items():
        write(file, content)
    monkeypatch.chdir(tmp_path)

    adaptor = () if "-a" in words else STANDIN
    done = (
        studio("run", *words, *adaptor, "-o", "out.json")
        if "-O" not in words
        else studio("run", *words, *adaptor)
    )

    assert (done.code, done.out) == (3, ""), done.err
    assert told in done.err
    assert not (tmp_path / "out.json").exists()


def test_repair_runs_with_the_repaired_state_and_says_so(studio: Studio, write: Write) -> None:
    state = write("s.json", "{data: {a: 1,}}")

    done = studio("run", write("job.js", MAP), *STANDIN, "-s", state, "--repair", "-O")

    assert done.json["data"] == {"a": 1, "seen": True}
    assert "Repaired for this run" in done.err


def test_the_text_of_a_broken_credential_is_not_shown(studio: Studio, write: Write) -> None:
    credential = write("c.json", '{"password": "tuS7-planted-secret" "x"}')

    done = studio("run", write("job.js", MAP), *STANDIN, "--credential", credential)

    assert done.code == 3
    assert "c.json:1:" in done.err
    assert "planted" not in done.err


ADAPTORS = {
    "throws on load": ("throw new Error('no licence');", 3, "no licence"),
    "exports no function": ("exports.version = 3;", 3, "function"),
    "calls process.exit": (
        "exports.execute = () => () => process.exit(0); exports.fn = x => x;",
        5,
        "process.exit",
    ),
    "has no execute": ("exports.alterState = f => s => f(s);", 3, "exports no execute"),
}


@pytest.mark.parametrize("name", ADAPTORS)
def test_a_local_adaptor_that(studio: Studio, write: Write, name: str) -> None:
    source, code, told = ADAPTORS[name]
    write("build/package.json", '{"name": "language-local", "version": "1.0.0", "main": "i.js"}')
    folder = write("build/i.js", source).parent
    job = write("job.js", "alterState(s => s);" if code != 5 else "fn(s => s);")

    done = studio("run", job, "-a", f"language-local={folder}", "--test")

    assert done.code == code, done.err
    assert told in done.err


UNWRITABLE = {
    "a folder": lambda root: root,
    "a path below a file": lambda root: root / "job.js" / "out.json",
    "a full device": lambda _root: Path("/dev/full"),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_a_result_that_cannot_be_written_is_exit_4_and_kept_in_the_data_folder(
    studio: Studio, write: Write, data: Path, tmp_path: Path, name: str
) -> None:
    job = write("job.js", MAP)

    done = studio("run", job, *STANDIN, "-o", UNWRITABLE[name](tmp_path))

    kept = list((data / "results").iterdir())
    assert done.code == 4, done.err
    assert [json.loads(path.read_text())["data"] for path in kept] == [{"seen": True}]
    assert str(kept[0]) in done.err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no /proc")
def test_a_job_file_that_cannot_be_read_is_exit_3(studio: Studio) -> None:
    done = studio("run", "/proc/self/mem", *STANDIN)

    assert done.code == 3
    assert "/proc/self/mem: The job file cannot be read" in done.err


def can_mount() -> bool:
    """Say whether a small disk can be mounted for one process and its children."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_mount(), reason="no right to mount a small disk")
def test_a_disk_that_fills_up_keeps_the_old_result_and_the_new_one_elsewhere(
    write: Write, data: Path, tmp_path: Path
) -> None:
    job = write("job.js", "alterState(s => ({ ...s, big: 'x'.repeat(1e6) }));")
    disk = tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=64k none "$0" && printf old > "$0/out.json" && "$@"'
    script += '; code=$?; cat "$0/out.json"; ls -A "$0"; exit $code'
    studio = [sys.executable, "-m", "openfn_studio", "--data", str(data)]
    run = ["run", str(job), *STANDIN, "--test", "-o", str(disk / "out.json")]

    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, str(disk), *studio, *run],
        capture_output=True,
        text=True,
        check=False,
    )

    (kept,) = (data / "results").iterdir()
    assert done.returncode == 4, done.stderr
    assert done.stdout == "oldout.json\n"
    assert len(json.loads(kept.read_text())["big"]) == 1_000_000
    assert str(kept) in done.stderr
