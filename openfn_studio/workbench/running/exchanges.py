"""What can be made of an HTTP exchange: text to copy, bodies to read, and a rule for test mode.

So that the window's panels need not know ``intercept``. Whatever may be large is made on the work
lane and handed over by callback.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import UserInputProblem
from openfn_studio.intercept import pretty
from openfn_studio.intercept.code import as_job_code
from openfn_studio.intercept.curl import as_curl
from openfn_studio.intercept.exchange import SeenAnswer, SeenBody, SeenRequest, header, one_line
from openfn_studio.intercept.rule import Rule
from openfn_studio.intercept.rule_text import rule_as_yaml
from openfn_studio.intercept.suggest import suggested_rule
from openfn_studio.state.indented import indented
from openfn_studio.workbench.lanes import Lane
from openfn_studio.workbench.running import stub_file
from openfn_studio.workbench.running.facts import BodyFact, ExchangeFact, RunFact
from openfn_studio.workbench.running.stub_file import RuleAdded

CopyForm: TypeAlias = Literal[
    "curl", "job_code", "line", "url", "request_body", "response_body", "headers", "rule"
]
BodyKind: TypeAlias = pretty.Kind
_LEFT_OUT = "This body was not kept: the bodies of this run were more than there is room for."
_FIRST_WITH_DATA = 7
"""From this version on, language-http takes a body as an argument of its own."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule that is to be added to the project's ``stubs.yaml``."""

    rule: Rule
    text: str
    """As YAML, as it will stand in the file."""
    method: str
    """Of the request it was made from."""
    url: str


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body as it is shown."""

    text: str
    kind: BodyKind
    """What it is coloured as."""
    note: str
    """What is to be known about it, e.g. that it was cut; one sentence or nothing."""


class ExchangeBench(QObject):
    """Makes texts, readable bodies and rules of exchanges.

    Args:
        lane: Where larger work is done.
        folder: The open project's, None when there is none.

    Signals:
        rule_added: A ``RuleAdded``: a rule was written to the project's file of rules.
        failed: The ``StudioError`` of a rule that could not be added.
    """

    rule_added = Signal(object)
    failed = Signal(object)

    def __init__(
        self, lane: Lane, folder: Callable[[], Path | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lane = lane
        self._folder = folder

    def copy(
        self,
        form: CopyForm,
        exchange: ExchangeFact,
        run: RunFact,
        on_done: Callable[[str], None],
        owner: QObject,
    ) -> None:
        """Make the text of one form of an exchange; ``failed`` tells why there is none."""
        self._lane.run(
            lambda _: text_of(form, exchange, run), on_done, self.failed.emit, owner=owner
        )

    def read_body(
        self,
        body: BodyFact | None,
        headers: Mapping[str, str],
        on_done: Callable[[BodyText], None],
        owner: QObject,
    ) -> None:
        """Lay out a body for reading, by its type."""
        self._lane.run(lambda _: body_text(body, headers), on_done, self.failed.emit, owner=owner)

    def draft_rule(
        self,
        exchange: ExchangeFact,
        run: RunFact,
        on_done: Callable[[RuleDraft], None],
        owner: QObject,
    ) -> None:
        """Make the rule that answers such a request as it was answered."""
        self._lane.run(lambda _: rule_draft(exchange, run), on_done, self.failed.emit, owner=owner)

    def add_rule(self, draft: RuleDraft) -> None:
        """Write a rule into the project's file of rules, in one piece and changing nothing else."""
        folder = self._folder()
        if folder is None:
            self.failed.emit(
                UserInputProblem(
                    "No project is open, so there is no file of rules.",
                    means="No rule was added.",
                    remedy="Open the project's folder first.",
                )
            )
            return

        def work(_: object) -> RuleAdded:
            return stub_file.add_rule(folder, draft.rule, draft.method, draft.url)

        self._lane.run(work, self.rule_added.emit, self.failed.emit, owner=self)


def text_of(form: CopyForm, exchange: ExchangeFact, run: RunFact) -> str:
    """Return an exchange in one of its forms.

    Raises:
        StudioError: It has no such form.
    """
    if form == "curl":
        return as_curl(_request(exchange))
    if form == "job_code":
        return as_job_code(_request(exchange), takes_data=_takes_data(run))
    if form == "rule":
        return rule_draft(exchange, run).text
    return _plain_text_of(form, exchange)


def _plain_text_of(form: CopyForm, exchange: ExchangeFact) -> str:
    if form == "line":
        outcome = exchange.status or ("blocked" if exchange.origin == "blocked" else "no answer")
        return one_line(exchange.method, exchange.url, outcome, exchange.took_ms)
    if form == "headers":
        return _headers_text(exchange)
    if form == "url":
        return exchange.url
    body = exchange.request_body if form == "request_body" else exchange.response_body
    return (body.text if body.text is not None else body.base64 or "") if body else ""


def body_text(body: BodyFact | None, headers: Mapping[str, str]) -> BodyText:
    """Return a body as it is shown; an absent one is empty text."""
    if body is None or not (body.text or body.base64):
        is_left_out = body is not None and body.is_truncated
        return BodyText("", "text", _LEFT_OUT if is_left_out else "")
    if body.text is None:
        kind = header(headers, "content-type") or "an unknown type"
        note = f"{size_in_words(body.size)} of {kind}, which is not text. It is shown as base64."
        shown = pretty.pretty(body.base64 or "", "text/plain", indented)
        return BodyText(shown.text, "text", note)
    note = ""
    if body.is_truncated:
        kept = size_in_words(len(body.text.encode("utf-8", "replace")))
        note = f"The body was cut: the first {kept} of {size_in_words(body.size)} were kept."
    shown = pretty.pretty(
        body.text,
        header(headers, "content-type"),
        lambda text: indented(text, is_cut=body.is_truncated),
    )
    return BodyText(shown.text, shown.kind, note)


def rule_draft(exchange: ExchangeFact, run: RunFact) -> RuleDraft:
    """Return the rule that answers such a request as it was answered.

    It tells queries apart only when the run asked the same place with another query.

    Raises:
        StudioError: No rule can be made of it.
    """
    if exchange.origin == "blocked":
        raise UserInputProblem(
            "Test mode stopped this before it was an HTTP request.",
            means="A rule can answer only HTTP requests.",
        )
    answer = None if exchange.status is None else _answer(exchange, exchange.status)
    place = exchange.url.split("?", 1)[0]
    with_query = any(
        one.method == exchange.method
        and one.url != exchange.url
        and one.url.startswith(place)
        and one.url[len(place) :].startswith("?")
        for one in run.exchanges
    )
    rule = suggested_rule(_request(exchange), answer, with_query=with_query)
    return RuleDraft(rule, rule_as_yaml(rule), exchange.method, exchange.url)


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it: ``512 B``, ``4.2 kB``, ``1.0 MB``."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1_000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


def _headers_text(exchange: ExchangeFact) -> str:
    def block(headers: Mapping[str, str]) -> str:
        return "".join(f"{name}: {value}\n" for name, value in headers.items())

    request = f"{exchange.method} {exchange.url}\n{block(exchange.request_headers)}"
    if exchange.status is None:
        return request
    return f"{request}\n{exchange.status}\n{block(exchange.response_headers)}"


def _takes_data(run: RunFact) -> bool:
    """Tell whether the run's http adaptor takes a body as an argument of its own."""
    for adaptor in run.adaptors:
        name, _, version = adaptor.rpartition("@")
        if name.endswith("language-http"):
            major = version.lstrip("v").split(".", 1)[0]
            return major.isdigit() and int(major) >= _FIRST_WITH_DATA
    return False


def _request(exchange: ExchangeFact) -> SeenRequest:
    body = _body(exchange.request_body)
    return SeenRequest(exchange.method, exchange.url, exchange.request_headers, body)


def _answer(exchange: ExchangeFact, status: int) -> SeenAnswer:
    return SeenAnswer(status, exchange.response_headers, _body(exchange.response_body))


def _body(body: BodyFact | None) -> SeenBody | None:
    if body is None:
        return None
    return SeenBody(body.size, body.text, body.base64, body.is_truncated)
