"""Prove that nothing leaves the machine in test mode.

    python3 dev.py proof testmode [--sealed] [words of names…]

Each case runs in a process of its own under strace and must be answered, or stopped with the named
error, without one system call on an Internet socket. ``--sealed`` puts the kernel's filter on the
processes in strace's stead. Words choose the cases whose file or name holds one of them.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.testmode.attempt import STRACE, attempt, problems_of
from tests.proofs.testmode.case import Case, all_cases
from tests.proofs.testmode.packages import installed_packages
from tests.proofs.testmode.through_runner import FILE, attempt_through_runner, names

LEAK = Case("control", "leak", None)
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case and what was wrong with it."""

    case: Case
    problems: list[str]
    took_s: float


def main(words: list[str]) -> int:
    """Run the chosen cases and print a table; 1 when one failed, 3 when nothing can be proved."""
    is_sealed = "--sealed" in words
    cases = _chosen([word for word in words if word != "--sealed"])
    if not cases:
        print("No case has such a name.")
        return 3
    if not is_sealed and not _watcher_sees_leaks():
        return 3
    packages = installed_packages() if any(case.needs_packages for case in cases) else None
    verdicts = _run_all(cases, packages, is_sealed=is_sealed)
    _print_summary(verdicts, is_sealed=is_sealed)
    return 1 if any(verdict.problems for verdict in verdicts) else 0


def _chosen(words: list[str]) -> list[Case]:
    cases = [*all_cases(), *(Case(FILE, name, None) for name in names())]
    if not words:
        return cases
    return [case for case in cases if any(word in f"{case.file} {case.name}" for word in words)]


def _watcher_sees_leaks() -> bool:
    """An unsealed process that connects to this machine's own port 1 must be seen."""
    if STRACE is None:
        print("strace is missing: nothing can be proved. Install it, or use --sealed.")
        return False
    if not attempt(LEAK, preload=None).network:
        print("strace saw nothing of a process that connects: nothing can be proved.")
        return False
    return True


def _run_all(cases: list[Case], packages: Path | None, *, is_sealed: bool) -> list[Verdict]:
    width = max(len(case.name) for case in cases)

    def prove(case: Case) -> Verdict:
        start = time.monotonic()
        if case.file == FILE and packages:
            outcome = attempt_through_runner(case.name, packages, is_sealed=is_sealed)
        else:
            outcome = attempt(case, packages, is_sealed=is_sealed)
        problems = problems_of(case, outcome)
        return Verdict(case, problems, time.monotonic() - start)

    with ThreadPoolExecutor(WORKERS) as pool:
        verdicts: list[Verdict] = []
        for verdict in pool.map(prove, cases):
            verdicts.append(verdict)
            _print_row(verdict, width)
    return verdicts


def _print_row(verdict: Verdict, width: int) -> None:
    case = verdict.case
    wanted = "answered" if case.kind is None else f"stopped ({case.kind})"
    found = "; ".join(verdict.problems) or "ok"
    print(f"{case.file:14}{case.name:{width + 2}}{wanted:20}{verdict.took_s:5.1f} s  {found}")


def _print_summary(verdicts: list[Verdict], *, is_sealed: bool) -> None:
    watcher = "under the kernel's filter" if is_sealed else "under strace"
    print()
    for name, is_request in (("HTTP requests answered", True), ("other ways stopped", False)):
        group = [each for each in verdicts if (each.case.kind is None) == is_request]
        good = sum(not each.problems for each in group)
        print(f"{name} {watcher}: {good} of {len(group)}")
    leaks = sum(problem.startswith("reached out") for each in verdicts for problem in each.problems)
    if not is_sealed:
        print(f"system calls on Internet sockets: {leaks}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
