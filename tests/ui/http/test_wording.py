from dataclasses import replace

import pytest

from openfn_studio.domain.run import HttpMode
from openfn_studio.ui.http import wording
from openfn_studio.workbench.running.facts import ExchangeFact
from tests.ui.http.conftest import (
    ALL,
    ASKING,
    BLOCKED,
    DEFAULT,
    FAILED,
    LOOKED_UP,
    REFUSED,
    STUB,
    exchange,
    run,
)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (STUB, ("/children?dry=1", "201", "163 ms", "33 B", "rule 1", False)),
        (DEFAULT, ("/children?dry=1", "200", "163 ms", "33 B", "default", False)),
        (REFUSED, ("/children?dry=1", "404", "163 ms", "33 B", "live", True)),
        (FAILED, ("/children?dry=1", "failed", "163 ms", "", "live", True)),
        (BLOCKED, ("db.example:5432", "", "", "", "blocked", True)),
        (LOOKED_UP, ("time.example", "", "", "", "looked up", False)),
        (ASKING, ("/children?dry=1", "waits", "", "", "asks you", False)),
        (
            exchange(9, origin="asked"),
            ("/children?dry=1", "201", "163 ms", "33 B", "by hand", False),
        ),
        (
            exchange(9, took_ms=12_345, url="https://a"),
            ("/", "201", "12.3 s", "33 B", "rule 1", False),
        ),
    ],
)
def test_an_exchange_is_told_in_few_words(one: ExchangeFact, words: tuple[object, ...]) -> None:
    assert (
        wording.place_of(one),
        wording.status_of(one),
        wording.took_of(one),
        wording.size_of(one),
        wording.answer_of(one).word,
        wording.has_failed(one),
    ) == words


def test_requests_of_one_operation_are_numbered() -> None:
    free = replace(STUB, operation=None)

    assert wording.numbers_of([*ALL, free]) == ["2.1", "3.1", "3.2", "2.2", "4.1", "4.2", ""]
    assert wording.numbers_of([STUB, DEFAULT]) == ["2", "3"]


@pytest.mark.parametrize(
    ("sealed_by", "part"), [("kernel", "The kernel sealed"), ("runner", "The runner sealed")]
)
def test_the_sealed_line_says_what_seals_it(sealed_by: str, part: str) -> None:
    seal = wording.seal_of(run(*ALL, sealed_by=sealed_by))

    assert seal.text == "Nothing left this computer, 1 blocked"
    assert seal.help.startswith(part)
    assert seal.tone == "ok"


@pytest.mark.parametrize(
    ("sent", "text", "tone"),
    [
        (0, "Live, nothing was sent yet", "warn"),
        (1, "1 request was really sent", "err"),
        (1_200, "1,200 requests were really sent", "err"),
    ],
)
def test_a_live_run_counts_what_was_sent(sent: int, text: str, tone: str) -> None:
    seal = wording.seal_of(run(http_mode=HttpMode.LIVE, live_requests=sent, sealed_by=None))

    assert (seal.text, seal.tone) == (text, tone)
