"""The inspector's tree over a state of 1, 10 and 100 MB, against reading it whole."""

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Budget, Table, compare, stacked
from openfn_studio.state.difference import difference
from openfn_studio.state.search import Query, search
from openfn_studio.state.tree import Document

MB = 1_000_000
WHOLE = "json.loads"
BUDGETS = {
    "open and first rows": 200,
    "search, absent": 100,
    "search, rare": 100,
    "search, ignoring case": 400,
}
ROWS = 50
CASE_BYTES = 420
MEMORY = "Peak of a process that does nothing else; the text itself is in it."


def _measure(setting: Setting) -> list[Table]:
    times: dict[str, Table] = {}
    memory: dict[str, Table] = {}
    for megabytes in setting.pick((1, 10, 100), (1, 10)):
        setting.say(f"A state of {megabytes} MB.")
        text = state_of(megabytes * MB)
        label = f"{megabytes} MB"
        times[label] = _times(setting, text)
        memory[label] = _memory(setting, text)
    return [stacked("Time", times), stacked("Memory per byte of state", memory, notes=[MEMORY])]


def _times(setting: Setting, text: bytes) -> Table:
    edited = _with_five_edits(text)
    measured = interleaved({"all": lambda: _one_round(text, edited)}, rounds=setting.pick(5, 1))
    series = {name: [one[name] for one in measured["all"]] for name in measured["all"][0]}
    budgets = {name: Budget(limit, of="value") for name, limit in BUDGETS.items()}
    return compare("", series, against=WHOLE, unit="ms", budgets=budgets)


def _one_round(text: bytes, edited: bytes) -> dict[str, float]:
    took: dict[str, float] = {}
    begin = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal begin
        took[name] = (time.perf_counter() - begin) * 1000
        begin = time.perf_counter()

    json.loads(text)
    lap(WHOLE)
    document = Document(text)
    lap("open")
    _ = [node.preview for node in document.root.child(0).children(0, ROWS)]
    lap("first rows")
    took["open and first rows"] = took["open"] + took["first rows"]
    cases = document.node_at(("data", "cases"))
    _ = [node.preview for node in cases.row_at(0).children(0, ROWS)]
    lap("expand the array")
    for name, query in {
        "absent": Query("nobody has this name"),
        "rare": Query("case-00001234"),
        "ignoring case": Query("NOBODY has this name", ignores_case=True),
    }.items():
        _ = [hit.path for hit in search(document, query)]
        lap(f"search, {name}")
    other = Document(edited)
    begin = time.perf_counter()
    difference(document, other)
    lap("difference, five edits")
    return took


def _memory(setting: Setting, text: bytes) -> Table:
    file = setting.scratch / "state.json"
    file.write_bytes(text)
    variants = {
        WHOLE: lambda: _peak(file, "whole") / len(text),
        "tree, array expanded": lambda: _peak(file, "tree") / len(text),
    }
    measured = interleaved(variants, rounds=setting.pick(3, 1), warm_ups=0)
    budgets = {"tree, array expanded": Budget(2, of="value")} if len(text) > 50 * MB else {}
    return compare("", measured, against=WHOLE, unit="×", budgets=budgets)


def _peak(file: Path, how: str) -> float:
    """Return how many bytes reading a state adds to a process's peak."""
    command = [sys.executable, "-m", "benchmarks.state_tree", str(file), how]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def _peak_bytes() -> int:
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def _in_new_process(file: Path, how: str) -> int:
    before = _peak_bytes()
    text = file.read_bytes()
    if how == "whole":
        kept = json.loads(text)
    else:
        kept = Document(text)
        _ = kept.node_at(("data", "cases")).row_at(0).row_count
    del kept
    return _peak_bytes() - before


def state_of(size: int) -> bytes:
    """Return a state of about ``size`` bytes: cases as a case management server lists them."""
    cases = [_case(number) for number in range(size // CASE_BYTES)]
    return json.dumps({"data": {"cases": cases}, "references": []}, separators=(",", ":")).encode()


def _case(number: int) -> dict[str, object]:
    return {
        "case_id": f"case-{number:08}",
        "closed": False,
        "properties": {"case_name": f"Household {number}", "age": number % 90, "v": [1, 2, 3]},
        "domain": "demo",
        "note": "to be visited again when the card is there; " * 6,
    }


def _with_five_edits(text: bytes) -> bytes:
    count = len(text) // CASE_BYTES
    for part in range(1, 6):
        number = count * part // 7
        text = text.replace(b"case-%08d" % number, b"CASE-%08d" % number, 1)
    return text


BENCHMARK = Benchmark(
    "state_tree",
    "The inspector's tree over 1, 10 and 100 MB: open, expand, search, compare.",
    _measure,
)

if __name__ == "__main__":
    print(_in_new_process(Path(sys.argv[1]), sys.argv[2]))
