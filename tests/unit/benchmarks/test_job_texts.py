import pytest

from benchmarks import job_texts
from benchmarks.big_state import state_of
from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of

TEXTS = {
    "trivial": (job_texts.TRIVIAL, 1),
    "a block": (job_texts.BLOCK, 3),
    "logging": (job_texts.logging(10), 1),
    "changing": (job_texts.changing(20), 20),
    "requesting": (job_texts.requesting(10, "getAll"), 1),
}


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("name", TEXTS)
def test_each_job_parses_and_has_its_operations(name: str, dialect: Dialect) -> None:
    text, operations = TEXTS[name]
    document = Document(text)

    outline = outline_of(document, dialect)

    assert not document.has_errors
    top = [each for each in outline.operations if not each.hoisted]
    assert len(top) == operations


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000, 1_000_000])
def test_a_job_of_a_size_is_about_that_big(size: int) -> None:
    assert len(job_texts.of_size(size)) == pytest.approx(size, rel=0.25)


def test_a_state_of_a_size_is_about_that_big() -> None:
    assert len(state_of(1_000_000)) == pytest.approx(1_000_000, rel=0.1)
