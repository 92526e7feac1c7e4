"""How an exchange reads: its path, status, answer and what kept it on this computer."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from openfn_studio.workbench.running.exchanges import size_in_words
from openfn_studio.workbench.running.facts import ExchangeFact, RunFact

_LOOK_UP = "DNS"
_FAILED_FROM = 400
_KERNEL = (
    "The kernel sealed this run: its process may open no network connection, whatever the adaptor "
    "tries."
)
_RUNNER = (
    "The runner sealed this run: everything the job's process could open a connection with is "
    "blocked inside it."
)
_SEALED = "In test mode every request is answered on this computer."
_LIVE = "In live mode requests go to the real servers, with the values of the credential."


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered, as icon, word and role of its colour."""

    icon: str
    word: str
    role: str
    help: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What left this computer, in one line."""

    icon: str
    text: str
    short: str
    """Where room is scarce."""
    tone: str
    help: str


def place_of(exchange: ExchangeFact) -> str:
    """Return path and query, the host left out; of what was blocked, where it wanted to go."""
    split = urlsplit(exchange.url)
    if exchange.origin == "blocked" or not split.scheme:
        return exchange.url
    path = split.path or "/"
    return f"{path}?{split.query}" if split.query else path


def host_of(exchange: ExchangeFact) -> str:
    """Return the host with its port, or nothing."""
    return urlsplit(exchange.url).netloc if exchange.origin != "blocked" else ""


def has_failed(exchange: ExchangeFact) -> bool:
    """Tell whether it came to nothing: an error status, no answer, or blocked."""
    if is_look_up(exchange) or exchange.is_open:
        return False
    return exchange.status is None or exchange.status >= _FAILED_FROM


def is_look_up(exchange: ExchangeFact) -> bool:
    """Tell whether only a name was looked up."""
    return exchange.origin == "blocked" and exchange.method == _LOOK_UP


def is_waiting_for_user(exchange: ExchangeFact) -> bool:
    """Tell whether a rule asks the user for the answer and there is none yet."""
    return exchange.origin == "asked" and exchange.is_open


def status_of(exchange: ExchangeFact) -> str:
    """Return the status, or the word for why there is none."""
    if exchange.status is not None:
        return str(exchange.status)
    if exchange.is_open:
        return "waits"
    return "" if exchange.origin == "blocked" else "failed"


def took_of(exchange: ExchangeFact) -> str:
    """Return how long it took, with its unit."""
    took = exchange.took_ms
    if took is None:
        return ""
    return f"{took:.0f} ms" if took < 10_000 else f"{took / 1000:.1f} s"


def size_of(exchange: ExchangeFact) -> str:
    """Return the size of the answer's body."""
    return size_in_words(exchange.response_body.size) if exchange.response_body else ""


def answer_of(exchange: ExchangeFact) -> Answer:
    """Return who answered."""
    if is_look_up(exchange):
        what = exchange.problem or "The name was answered on this computer."
        return Answer("info", "looked up", "info", what)
    if is_waiting_for_user(exchange):
        return Answer("message-square", "asks you", "warn", "A rule asks you for the answer.")
    if exchange.origin == "stub":
        number = f"rule {exchange.rule + 1}" if exchange.rule is not None else "rule"
        return Answer("shield-check", number, "ok", "A rule of stubs.yaml answered it.")
    return _ANSWERS[exchange.origin]


_ANSWERS = {
    "live": Answer("radio", "live", "err", "It was really sent, and the server answered."),
    "default": Answer(
        "circle-dashed", "default", "text_muted", "No rule fits: test mode answered 200 and {}."
    ),
    "asked": Answer("message-square", "by hand", "info", "You answered it."),
    "blocked": Answer("ban", "blocked", "err", "Test mode stopped it."),
}


def numbers_of(exchanges: Sequence[ExchangeFact]) -> list[str]:
    """Return each exchange's operation: ``2``, or ``3.1``, ``3.2`` when it made several."""
    totals: dict[int, int] = {}
    for one in exchanges:
        if one.operation is not None:
            totals[one.operation] = totals.get(one.operation, 0) + 1
    seen: dict[int, int] = {}
    numbers: list[str] = []
    for one in exchanges:
        if one.operation is None:
            numbers.append("")
            continue
        seen[one.operation] = seen.get(one.operation, 0) + 1
        number = str(one.operation + 1)
        numbers.append(f"{number}.{seen[one.operation]}" if totals[one.operation] > 1 else number)
    return numbers


def seal_of(run: RunFact) -> Seal:
    """Return what left this computer, and what kept the rest."""
    if not run.is_test:
        sent = run.live_requests
        many = "1 request was really sent" if sent == 1 else f"{sent:,} requests were really sent"
        text = many if sent else "Live, nothing was sent yet"
        return Seal("radio", text, f"{sent:,} sent", "err" if sent else "warn", _LIVE)
    blocked = sum(one.origin == "blocked" and not is_look_up(one) for one in run.exchanges)
    more = f", {blocked:,} blocked" if blocked else ""
    help_text = {"kernel": _KERNEL, "runner": _RUNNER}.get(run.sealed_by or "", _SEALED)
    text = f"Nothing left this computer{more}"
    return Seal("shield-check", text, f"0 sent{more}", "ok", help_text)
