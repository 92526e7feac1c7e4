"""The job texts the tests of this room read."""

import re
from functools import cache
from pathlib import Path

from openfn_studio.domain.run import Dialect

DATA = Path(__file__).parents[2] / "data"
_ENTRY = re.compile(r"^//// (.*)\n((?:(?!//// ).*\n)*)", re.MULTILINE)

EXPORTS = frozenset(
    """
    execute alterState fn fnIf each combine field fields merge dataPath dataValue lastReferenceValue
    referencePath sourceValue relationship create upsert upsertIf update request get post put patch
    del fetchWithErrors humanProper cursor collections dateFns jsonValue http log reference
    """.split()  # noqa: SIM905
)
"""What the adaptor of the valid jobs exports."""


def entries(name: str) -> list[tuple[str, str]]:
    """Return the named texts of a corpus file, each after its ``//// name`` line."""
    text = (DATA / "language" / name).read_bytes().decode()
    return [(match[1], match[2]) for match in _ENTRY.finditer(text)]


@cache
def valid_jobs() -> list[tuple[str, str, Dialect]]:
    """Return jobs that are right in their dialect, as (name, source, dialect)."""
    jobs = [
        (f"{dialect} {name}", source, dialect)
        for dialect in Dialect
        for name, source in entries(f"valid_{dialect}.txt")
    ]
    crlf = [
        (f"{name}, CRLF and BOM", "\ufeff" + source.replace("\n", "\r\n"), dialect)
        for name, source, dialect in jobs[::6]
    ]
    return jobs + crlf


@cache
def engine_jobs() -> list[tuple[str, str, Dialect]]:
    """Return the jobs written for the engine, with all their traps."""
    return [
        (f"{dialect} {path.stem}", path.read_bytes().decode("utf-8"), dialect)
        for dialect in Dialect
        for path in sorted((DATA / "jobs" / dialect).glob("*.js"))
    ]


@cache
def all_jobs() -> list[tuple[str, str, Dialect]]:
    """Return every job of the tests, the valid ones also under the other dialect."""
    other = {Dialect.V1: Dialect.V2, Dialect.V2: Dialect.V1}
    swapped = [
        (f"{name} read as {other[dialect]}", source, other[dialect])
        for name, source, dialect in valid_jobs()
    ]
    return valid_jobs() + swapped + engine_jobs()
