"""v1 stops at ES2019: newer syntax, and what to write instead where that means the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openfn_studio.language.job import Job, Rule
from openfn_studio.language.nodes import Nodes
from openfn_studio.language.problem import Fix, Problem, Severity

_LINKS = {
    "member_expression": "object",
    "subscript_expression": "object",
    "call_expression": "function",
}
_LONGEST_CHAIN = 20
_PLAIN = frozenset({"identifier", "this", "undefined"})
_SIMPLE = _PLAIN | frozenset({"number", "string", "true", "false", "null", "template_string"})


def newer_syntax(job: Job) -> Iterator[Problem]:
    """Yield the syntax v1's parser does not know."""
    for rule in _RULES:
        yield from rule(job)


def _refused(
    job: Job, code: str, node: int, what: str, fixes: Iterable[Fix | None] = ()
) -> Problem:
    message = f"{what} than v1 reads (ES2019): the job will not compile."
    return job.problem(code, Severity.ERROR, node, message, fixes)


# ---------------------------------------------------------------- ?. and ??


@dataclass(frozen=True, slots=True)
class _Plain:
    """An expression without ``?.``: what must not be null or undefined, and what it is then."""

    guards: tuple[str, ...]
    text: str

    def guarded(self, otherwise: str) -> str:
        """Return the expression as a condition in parentheses."""
        tests = " || ".join(f"{guard} == null" for guard in self.guards)
        return f"({tests} ? {otherwise} : {self.text})"


def _plain(nodes: Nodes, node: int) -> _Plain | None:
    """Return a chain in old words, or None when saying a part twice could do something twice."""
    links: list[int] = []
    at: int | None = node
    while at is not None and nodes.kind[at] in _LINKS:
        links.append(at)
        at = nodes.child(at, _LINKS[nodes.kind[at]])
    if at is None or nodes.kind[at] not in _PLAIN or len(links) > _LONGEST_CHAIN:
        return None
    text = nodes.text(at)
    guards: list[str] = []
    is_repeatable = True
    for link in reversed(links):
        if nodes.child(link, "optional_chain") is not None:
            if not is_repeatable:
                return None
            guards.append(text)
        suffix = _suffix(nodes, link)
        text += suffix
        is_repeatable = is_repeatable and _is_repeatable(nodes, link)
    return _Plain(tuple(guards), text)


def _suffix(nodes: Nodes, link: int) -> str:
    """Return what a link adds to what it hangs on, without its ``?.``."""
    base = nodes.child(link, _LINKS[nodes.kind[link]])
    mark = nodes.child(link, "optional_chain")
    start = nodes.end[mark if mark is not None else base if base is not None else link]
    rest = nodes.data[start : nodes.end[link]].decode("utf-8", "replace")
    is_dotless = nodes.kind[link] == "member_expression" and mark is not None
    return f".{rest.lstrip()}" if is_dotless else rest


def _is_repeatable(nodes: Nodes, link: int) -> bool:
    if nodes.kind[link] == "subscript_expression":
        index = nodes.child(link, "index")
        return index is not None and nodes.kind[index] in _SIMPLE - {"template_string"}
    return nodes.kind[link] == "member_expression"


def _optional_chains(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node, mark in _chains(nodes).items():
        plain = _plain(nodes, node)
        fix = None
        if plain and not _is_deleted(nodes, node):
            text = plain.guarded("undefined")
            is_statement = nodes.kind[nodes.parent[node]] == "expression_statement"
            # A statement that begins with ( would join the one before it when that has no ;.
            text = text[1:-1] if is_statement else text
            fix = job.replace("Write it as a condition", node, text)
        yield _refused(job, "optional-chaining", mark, "?. is newer JavaScript", [fix])


def _chains(nodes: Nodes) -> dict[int, int]:
    """Return the whole of each chain with a ``?.`` in it, and the first ``?.``."""
    marks = nodes.find("optional_chain")
    if not marks:
        return {}
    whole: dict[int, int] = {}
    for node in nodes.find(*_LINKS):
        parent = nodes.parent[node]
        is_inner = parent in whole and nodes.field[node] == _LINKS[nodes.kind[parent]]
        whole[node] = whole[parent] if is_inner else node
    found: dict[int, int] = {}
    for mark in marks:
        found.setdefault(whole[nodes.parent[mark]], mark)
    return found


def _is_deleted(nodes: Nodes, node: int) -> bool:
    operator = nodes.child(nodes.parent[node], "operator")
    is_unary = nodes.kind[nodes.parent[node]] == "unary_expression"
    return is_unary and operator is not None and nodes.text(operator) == "delete"


def _nullish(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("binary_expression"):
        operator, left, right = (nodes.child(node, name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None or nodes.text(operator) != "??":
            continue
        plain = _repeatable(nodes, left)
        fix = None
        if plain:
            tested = _Plain((*plain.guards, plain.text), plain.text)
            fix = job.replace(
                "Write it as a condition", node, tested.guarded(_wrapped(nodes, right))
            )
        yield _refused(job, "nullish-coalescing", operator, "?? is newer JavaScript", [fix])


def _repeatable(nodes: Nodes, node: int) -> _Plain | None:
    """Return an expression that can be said twice, in old words; None when it cannot."""
    plain = _plain(nodes, node)
    at: int | None = node
    while plain is not None and at is not None and nodes.kind[at] in _LINKS:
        if not _is_repeatable(nodes, at):
            return None
        at = nodes.child(at, _LINKS[nodes.kind[at]])
    return plain


def _wrapped(nodes: Nodes, node: int) -> str:
    text = nodes.text(node)
    is_safe = nodes.kind[node] in _SIMPLE | {*_LINKS, "array", "object", "parenthesized_expression"}
    return text if is_safe else f"({text})"


def _logical_assignments(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("augmented_assignment_expression"):
        operator, left, right = (nodes.child(node, name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            continue
        sign = nodes.text(operator)
        if sign not in ("??=", "||=", "&&="):
            continue
        fix = None
        if _repeatable(nodes, left):
            name, value = nodes.text(left), _wrapped(nodes, right)
            new = (
                f"{name} = {name} == null ? {value} : {name}"
                if sign == "??="
                else f"{name} = {name} {sign[:2]} {value}"
            )
            fix = job.replace("Write it as a plain assignment", node, new)
        what = f"{sign} is newer JavaScript"
        yield _refused(job, "logical-assignment", operator, what, [fix])


# ---------------------------------------------------------------- literals


def _numbers(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("number"):
        text = nodes.text(node)
        if text.endswith("n"):
            what = "A BigInt such as 10n is newer JavaScript"
            yield _refused(job, "bigint", node, what)
        elif "_" in text:
            fix = job.replace("Write it without _", node, text.replace("_", ""))
            what = "_ inside a number is newer JavaScript"
            yield _refused(job, "numeric-separator", node, what, [fix])


def _flags(job: Job) -> Iterator[Problem]:
    for node in job.nodes.find("regex_flags"):
        flags = job.nodes.text(node)
        newer = sorted(set(flags) & {"d", "v"})
        if newer:
            what = f"The flag {newer[0]} of a regular expression is newer JavaScript"
            yield _refused(job, "regex-flag", node, what)


# ---------------------------------------------------------------- classes


def _classes(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("class_declaration"):
        yield job.problem_at(
            "class-refused",
            Severity.ERROR,
            nodes.start[node],
            nodes.start[node] + len("class"),
            "v1 refuses every class: the job will not compile. Use functions and plain objects.",
        )
    for node in nodes.find("field_definition"):
        yield _refused(job, "class-field", node, "A field in a class is newer JavaScript")
    for node in nodes.find("class_static_block"):
        yield _refused(job, "static-block", node, "A static block is newer JavaScript")
    for node in nodes.find("private_property_identifier"):
        if nodes.kind[nodes.parent[node]] != "field_definition":
            yield _refused(job, "private-name", node, "A private name is newer JavaScript")


# ---------------------------------------------------------------- modules


def _modules(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("import_statement"):
        fix = job.replace("Take out the import", node, "")
        message = (
            "v1 jobs cannot import: the job will not compile. The adaptor that is chosen for the "
            "job gives all its functions by name."
        )
        yield job.problem("es-module", Severity.ERROR, node, message, [fix])
    for node in nodes.find("export_statement"):
        message = "v1 jobs cannot export: the job will not compile."
        yield job.problem("es-module", Severity.ERROR, node, message)
    for node in nodes.find("import"):
        yield _refused(job, "dynamic-import", node, "import() is newer JavaScript")
    for node in nodes.find("meta_property"):
        if nodes.text(node).startswith("import"):
            yield _refused(job, "import-meta", node, "import.meta is newer JavaScript")


def _awaits(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("await_expression"):
        if job.names.function[node] != 0:
            continue
        argument = next(nodes.children(node), None)
        fix = None
        if argument is not None:
            fix = job.replace("Take out await", node, nodes.text(argument))
        message = (
            "v1 knows await only inside async functions: the job will not compile. Operations "
            "wait for each other without it."
        )
        yield job.problem("top-level-await", Severity.ERROR, node, message, [fix])


# ---------------------------------------------------------------- v2


def unreadable_syntax(job: Job) -> Iterator[Problem]:
    """Yield what Node runs but OpenFn's v2 compiler cannot read."""
    nodes = job.nodes
    for node in nodes.find("hash_bang_line"):
        fix = job.replace("Take out the line", node, "")
        yield _unreadable(job, node, "a first line that begins with #!", fix)
    for node in nodes.find("number"):
        text = nodes.text(node)
        if text.endswith("n"):
            fix = job.replace(
                "Write it as BigInt(…)", node, f'BigInt("{text[:-1].replace("_", "")}")'
            )
            yield _unreadable(job, node, "numbers such as 10n", fix)
        elif "_" in text:
            fix = job.replace("Write it without _", node, text.replace("_", ""))
            yield _unreadable(job, node, "numbers such as 1_000", fix)
    for node in nodes.find("regex_flags"):
        if "v" in nodes.text(node):
            yield _unreadable(job, node, "regular expressions with the flag v")
    for node in nodes.find("private_property_identifier"):
        yield _unreadable(job, node, "private names such as #x")


def _unreadable(job: Job, node: int, what: str, *fixes: Fix) -> Problem:
    message = f"OpenFn's compiler cannot read {what}: the job will not compile."
    return job.problem("unreadable-syntax", Severity.ERROR, node, message, fixes)


_RULES: tuple[Rule, ...] = (
    _optional_chains,
    _nullish,
    _logical_assignments,
    _numbers,
    _flags,
    _classes,
    _modules,
    _awaits,
)
