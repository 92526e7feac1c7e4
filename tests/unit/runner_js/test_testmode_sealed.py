"""A slice of ``dev.py proof testmode``: nothing leaves the machine, and each thing is told of."""

import sys

import pytest

from tests.proofs.testmode.attempt import STRACE, attempt, problems_of
from tests.proofs.testmode.case import Case, all_cases

REQUESTS = {
    "http post",
    "http over a kept connection",
    "http twenty at once",
    "http ten megabytes",
    "http through a proxy",
    "https gzip body",
    "https through a tunnel",
    "http2 over tls",
    "http2 in the clear",
    "fetch stream",
    "plain socket speaking HTTP in pieces",
    "tls over a socket that still connects",
    "name resolved first",
}
WAYS_OUT = {
    "socket that waits on a known port",
    "socket that speaks",
    "tls made by hand",
    "tls that speaks",
    "websocket of Node",
    "local socket",
    "udp send",
    "udp membership",
    "dns mx",
    "exec as a promise",
    "cluster",
    "execve",
    "worker of its own class",
    "module.register",
    "process.binding",
    "add-on by require",
    "listen of http",
    "bound socket",
    "inspector",
}
SLICE = [case for case in all_cases() if case.name in REQUESTS | WAYS_OUT]


@pytest.mark.skipif(sys.platform != "linux", reason="strace, which watches, is Linux's")
@pytest.mark.parametrize("case", SLICE, ids=lambda case: case.name)
def test_nothing_leaves_and_everything_is_told(case: Case):
    outcome = attempt(case)

    assert problems_of(case, outcome) == []
    assert outcome.network == []


@pytest.mark.skipif(sys.platform != "linux", reason="strace, which watches, is Linux's")
def test_the_watcher_sees_what_an_unsealed_process_does():
    assert STRACE, "strace is missing: python3 dev.py test installs it"

    outcome = attempt(Case("control", "leak", None), preload=None)

    assert outcome.network
    assert "AF_INET" in outcome.network[0]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")
@pytest.mark.parametrize(
    "case", [case for case in SLICE if case.name in ("http post", "udp send")], ids=lambda c: c.name
)
def test_it_works_the_same_under_the_kernels_filter(case: Case):
    assert problems_of(case, attempt(case, is_sealed=True)) == []


def test_the_slice_is_of_cases_that_exist():
    assert {case.name for case in SLICE} == REQUESTS | WAYS_OUT
