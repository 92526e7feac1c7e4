"""What v2 silently never runs: calls that look like operations and are not root statements."""

from collections.abc import Iterator

from openfn_studio.language.job import Job
from openfn_studio.language.mending import (
    as_condition,
    callee_name,
    into_operation,
    into_statements,
    is_adaptor_call,
    statement_calls,
)
from openfn_studio.language.operations import is_call, is_optional, operation_name
from openfn_studio.language.problem import Fix, Problem, Severity

_HOLDS_STATEMENTS = frozenset(
    {
        "if_statement",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "try_statement",
        "switch_statement",
        "statement_block",
        "labeled_statement",
    }
)


def v2_operations(job: Job) -> Iterator[Problem]:
    """Yield the operations v2 ignores or refuses."""
    for item in job.dropped:
        yield _ignored(job, item.node)
    for statement in job.nodes.children(0):
        if job.nodes.kind[statement] in _HOLDS_STATEMENTS:
            yield from _nested(job, statement)
        elif job.nodes.kind[statement] in ("lexical_declaration", "variable_declaration"):
            yield from _unused(job, statement)
    for operation in job.operations:
        yield from _called(job, operation.node)


def _ignored(job: Job, statement: int) -> Problem:
    nodes = job.nodes
    expression = nodes.unwrap(next(nodes.children(statement)))
    what, fix = _named(job, statement, expression)
    holds_call = any(is_adaptor_call(job, node) for node in (expression, *nodes.inside(expression)))
    severity = Severity.ERROR if holds_call else Severity.WARNING
    message = (
        f"{what} is no operation: OpenFn ignores what it gives. "
        "Write each operation as a statement of its own."
    )
    return job.problem("ignored-operation", severity, expression, message, [fix])


def _named(job: Job, statement: int, expression: int) -> tuple[str, Fix | None]:
    nodes = job.nodes
    kind = nodes.kind[expression]
    if kind == "await_expression":
        inner = next(nodes.children(expression), None)
        fix = None
        if inner is not None and is_call(nodes, nodes.unwrap(inner)):
            fix = job.replace("Take out await", expression, nodes.text(inner))
        return "An awaited call", fix
    if kind == "sequence_expression":
        return "A list with commas", into_statements(job, statement)
    if is_optional(nodes, expression):
        return "A call with ?.", _without_marks(job, expression)
    if is_call(nodes, expression):
        return "A call beside an export default of your own", None
    return f"{job.excerpt(expression)} on its own", None


def _without_marks(job: Job, expression: int) -> Fix | None:
    nodes = job.nodes
    if not is_call(nodes, expression):
        return None
    marks = [node for node in nodes.inside(expression) if nodes.kind[node] == "optional_chain"]
    edits = tuple(
        job.edit(
            nodes.start[mark],
            nodes.end[mark],
            "." if nodes.kind[nodes.parent[mark]] == "member_expression" else "",
        )
        for mark in marks
    )
    return Fix("Take out ?.", edits)


def _nested(job: Job, statement: int) -> Iterator[Problem]:
    calls = statement_calls(job, statement)
    fixes = (as_condition(job, statement), into_operation(job, statement)) if calls else ()
    for call in calls:
        message = (
            f"OpenFn never runs this {callee_name(job.nodes, call)}(): only calls that stand by "
            "themselves between the other statements are operations. Put the condition into the "
            "operation."
        )
        yield job.problem("ignored-operation", Severity.ERROR, call, message, fixes)


def _unused(job: Job, statement: int) -> Iterator[Problem]:
    nodes = job.nodes
    for declarator in nodes.children(statement):
        name, value = nodes.child(declarator, "name"), nodes.child(declarator, "value")
        if name is None or value is None or nodes.kind[name] != "identifier":
            continue
        if not is_adaptor_call(job, value) or nodes.name(name) in job.names.uses:
            continue
        called = operation_name(nodes, value)
        message = (
            f"Nothing uses {nodes.text(name)}, so OpenFn never runs this {called}(): only calls "
            "that are statements are operations."
        )
        fix = None
        if len(list(nodes.children(statement))) == 2:
            fix = job.replace("Write it as an operation", statement, f"{nodes.text(value)};")
        yield job.problem("ignored-operation", Severity.WARNING, value, message, [fix])


def _called(job: Job, call: int) -> Iterator[Problem]:
    nodes = job.nodes
    callee = nodes.child(call, "function")
    if callee is None or not is_adaptor_call(job, nodes.unwrap(callee)):
        return
    message = (
        "This calls the operation at once; OpenFn then finds no operation here and stops with "
        "'Invalid operation'."
    )
    fix = job.replace("Leave the call to OpenFn", call, nodes.text(nodes.unwrap(callee)))
    yield job.problem("operation-called", Severity.ERROR, call, message, [fix])
