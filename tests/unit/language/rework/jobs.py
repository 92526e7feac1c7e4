"""The jobs the tests of edits work on, and strategies that make more."""

import itertools

from hypothesis import strategies as st

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.optree import TreeItem, operation_tree
from openfn_studio.language.outline import outline_of
from openfn_studio.language.problem import TextEdit, apply_edits

V1, V2 = Dialect.V1, Dialect.V2


def job_of(text: str, dialect: Dialect = V1, exports: frozenset[str] | None = None) -> Job:
    return Job(Document(text), dialect, exports)


def operation(job: Job, index: int) -> TextRange:
    return outline_of(job.document, job.dialect).operations[index].range


def sources(job: Job) -> list[str]:
    """The text of each operation, in the order they run."""
    return [job.nodes.text(found.node) for found in job.operations]


def items(job: Job, *kinds: str) -> list[TreeItem]:
    """The lines of the tree of some kinds, wherever they stand."""
    waiting, found = list(operation_tree(job.document, job.dialect, job.exports)), []
    while waiting:
        item = waiting.pop(0)
        waiting += item.children
        if item.kind in kinds:
            found.append(item)
    return found


def edited(job: Job, edits: tuple[TextEdit, ...]) -> str:
    """The text afterwards; also proves that the edits do not touch each other."""
    ranges = sorted((edit.range.start, edit.range.end) for edit in edits)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(ranges))
    return apply_edits(job.document.text, edits)


ARGUMENTS = st.sampled_from(
    [
        "",
        "'/x'",
        '"it\'s", { a: [1, fn(s => s)] }',
        "`a\n  ${b}\n`",
        "state => {\n  // inside\n  return state; /* or */\n}",
        "'*/ //'",
        "/* why */ 1",
        "\n  'ключ', // one a line\n\n  '🏥'\n",
        "'$.a[*]', combine(get('/y'), post('/z'))",
    ]
)
NAMES = st.sampled_from(["get", "post", "each", "http.get", "créer"])
CALLS = st.builds(lambda name, given: f"{name}({given})", NAMES, ARGUMENTS)
ODD_CALLS = st.sampled_from(["(fn)(1)", "[1].map(x => x)", "`t`.at(0)", "(fn(2))"])
"""Calls that would carry on a statement without a semicolon."""
CHAINS = CALLS.map(lambda call: f"{call}\n  .then(s => s) // then\n  .catch((e, s) => s)")
HOLDERS = st.sampled_from(
    [
        "combine(get('/y'), post('/z'))",
        "combine(\n  // first\n  get('/y'), // x\n\n  /* second */ post('*/'),\n)",
        "fields(field('a', dataValue('b')), field(`c\n`, 1) // d\n)",
        "fn(state => {\n  // inside\n  get('/y')\n\n  post('/z'); put(1) // so\n})",
        "each('$.a', fn(state => { post('/z') }))",
        "list([get('/y'), post('/z')])",
    ]
)
"""Calls that hold other operations."""
COMMENTS = st.sampled_from(
    ["", "", "// about\n", "/* about */ ", "/*\n * doc\n */\n", "// a\n// b\n"]
)
TAILS = st.sampled_from(["", "", " // tail", " /* tail */"])
ENDS = (";", ";", "", " ;")
GAPS = st.sampled_from(["\n", "\n", "\n\n", "\n\n\n", "\n\n// section\n\n", " \n \n", "\n\u00a0\n"])


@st.composite
def statements(
    draw: st.DrawFn, calls: st.SearchStrategy[str], ends: tuple[str, ...]
) -> tuple[str, bool]:
    """A statement with its comments, and whether code may follow on its line."""
    tail = draw(TAILS)
    text = draw(COMMENTS) + draw(calls) + draw(st.sampled_from(ends)) + tail
    return text, not tail.startswith(" //")


@st.composite
def jobs(
    draw: st.DrawFn,
    calls: st.SearchStrategy[str] = CALLS | ODD_CALLS | CHAINS,
    ends: tuple[str, ...] = ENDS,
) -> str:
    """A job of some operations, laid out in any way; few have a syntax error."""
    parts = draw(st.lists(statements(calls, ends), min_size=2, max_size=5))
    text = draw(st.sampled_from(["", "\ufeff", "// head\n\n", "\n\n"]))
    for count, (part, may_share) in enumerate(parts):
        text += part
        if count + 1 < len(parts):
            shares = may_share and part.rstrip().endswith(";") and draw(st.booleans())
            text += " " if shares else draw(GAPS)
    text += draw(st.sampled_from(["", "\n", "\n\n", "  ", "\n// the end"]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    return text.replace("\n", end)
