"""Measure: ``python -m benchmarks [name…] [--quick] [--list]``; the results page is kept up."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks import (
    big_state,
    compile_time,
    http_requests,
    inbox_rate,
    inspector_100mb,
    key_latency,
    log_lines,
    log_view,
    million_messages,
    platform_runs,
    start_up,
    state_tree,
    sustained_runs,
    trivial_job,
)
from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.core_peer import CorePeer, PeerError, core_peer
from benchmarks.harness.machine_facts import busy_share, machine_facts
from benchmarks.harness.ratio_table import to_markdown, to_rich
from benchmarks.harness.results_page import with_section
from benchmarks.harness.studio_runs import BenchError
from openfn_studio.runner.launch import bundled_node

QUIET = 0.1
"""How much of the processors others may use before figures are called provisional."""
PAGE = Path(__file__).with_name("results.md")
BENCHMARKS: dict[str, Benchmark] = {
    each.name: each
    for each in (
        trivial_job.BENCHMARK,
        compile_time.BENCHMARK,
        log_lines.BENCHMARK,
        big_state.BENCHMARK,
        http_requests.BENCHMARK,
        sustained_runs.BENCHMARK,
        state_tree.BENCHMARK,
        start_up.BENCHMARK,
        key_latency.BENCHMARK,
        inspector_100mb.BENCHMARK,
        log_view.BENCHMARK,
        inbox_rate.BENCHMARK,
        platform_runs.BENCHMARK,
        million_messages.BENCHMARK,
    )
}


def main(words: list[str]) -> int:
    """Run the benchmarks named, or all.

    Returns:
        0; 1 when one fails or a budget is not kept; 3 for an unknown name.
    """
    chosen = _arguments(words)
    console = Console()
    if chosen.list:
        for each in BENCHMARKS.values():
            console.print(f"{each.name}: {each.about}", highlight=False)
        return 0
    if unknown := [name for name in chosen.names if name not in BENCHMARKS]:
        known = ", ".join(BENCHMARKS)
        console.print(f"No benchmark is called {', '.join(unknown)}. There are: {known}.")
        return 3
    peer = _peer(console)
    is_kept = True
    for name in chosen.names or BENCHMARKS:
        try:
            is_kept &= _run(BENCHMARKS[name], peer, console, is_quick=chosen.quick)
        except BenchError as error:
            console.print(f"{name} could not be measured: {error}", markup=False)
            is_kept = False
    return 0 if is_kept else 1


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="which; all when none is named")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument(
        "--quick", action="store_true", help="few repetitions, results page untouched"
    )
    return parser.parse_args(words)


def _peer(console: Console) -> CorePeer | None:
    try:
        return core_peer()
    except PeerError as error:
        console.print(f"{error} Ours is measured alone, without ratios.")
        return None


def _run(benchmark: Benchmark, peer: CorePeer | None, console: Console, *, is_quick: bool) -> bool:
    console.rule(benchmark.name)
    busy = [busy_share()]
    with tempfile.TemporaryDirectory(prefix="openfn-bench-") as scratch:
        setting = Setting(Path(scratch), peer, is_quick, _progress(console))
        tables = benchmark.measure(setting)
    busy.append(busy_share())
    for table in tables:
        console.print(to_rich(table), "")
    circumstances = _circumstances(max(share or 0.0 for share in busy))
    console.print(circumstances, highlight=False)
    if not is_quick:
        body = "\n".join(to_markdown(table) for table in tables)
        page = PAGE.read_text("utf-8") if PAGE.exists() else ""
        body = f"{benchmark.about}\n\n{circumstances}\n\n{body}"
        PAGE.write_text(with_section(page, benchmark.name, body), encoding="utf-8")
    return not any("NOT KEPT" in cell for table in tables for row in table.rows for cell in row)


def _circumstances(busy: float) -> str:
    facts = machine_facts(bundled_node()).sentence()
    if busy <= QUIET:
        return facts
    return f"{facts} PROVISIONAL: other work was taking {busy:.0%} of the processors."


def _progress(console: Console) -> Callable[[str], None]:
    return lambda text: console.print(text, style="dim")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
