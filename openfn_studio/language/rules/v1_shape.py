"""What v1 makes of a job's shape: code it deletes, calls it takes out of where they stand."""

from collections.abc import Callable, Iterator
from functools import cache

from openfn_studio.language.job import Job
from openfn_studio.language.mending import (
    as_condition,
    into_operation,
    into_statements,
    is_adaptor_call,
)
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.operations import FoundDropped, argument_nodes, is_call
from openfn_studio.language.problem import Fix, Problem, Severity

_WHAT = {
    "declaration": "v1 deletes this declaration: what it declares will not exist.",
    "function": "v1 deletes this function: no operation can call it.",
    "control": "v1 deletes this statement and keeps only the calls in it.",
    "expression": "v1 deletes this code: only calls are operations.",
    "directive": "v1 deletes this line: it has no effect.",
}
_ALWAYS = "v1 deletes the {around} around {{name}}(): it always runs, and is always sent."
_GUARDS = {
    "if_statement": _ALWAYS.format(around="condition"),
    "ternary_expression": _ALWAYS.format(around="condition"),
    "binary_expression": _ALWAYS.format(around="condition"),
    "switch_statement": _ALWAYS.format(around="switch"),
    "catch_clause": "v1 deletes the catch around {name}(): it always runs, error or not.",
    "finally_clause": "v1 deletes the finally around {name}(): it runs like any operation.",
    "try_statement": "v1 deletes the try around {name}(): its errors are not caught.",
    "for_statement": "v1 deletes the loop around {name}(): it runs exactly once.",
    "for_in_statement": "v1 deletes the loop around {name}(): it runs exactly once.",
    "while_statement": "v1 deletes the loop around {name}(): it always runs, exactly once.",
    "do_statement": "v1 deletes the loop around {name}(): it runs exactly once.",
    "variable_declarator": "v1 runs {name}() as an operation and deletes what it is for.",
    "class_heritage": "v1 runs {name}() as an operation of its own and deletes the class.",
}
_IN_FUNCTION = "v1 deletes the function around {name}(): it always runs, once, as an operation."
_ELSEWHERE = "v1 runs {name}() as an operation and deletes the code around it."


def v1_shape(job: Job) -> Iterator[Problem]:
    """Yield what v1 drops, hoists, tears and cannot chain."""

    @cache
    def ways_out(statement: int) -> tuple[Fix | None, ...]:
        return _ways_out_of(job, statement)

    for item in job.dropped:
        yield _dropped(job, item, ways_out)
    for operation in job.operations:
        if operation.is_hoisted:
            yield _hoisted(job, operation.node, operation.name, ways_out)
            yield from _torn(job, operation.node, operation.name)
        yield from _chained(job, operation.node)
        yield from _called(job, operation.node)


def _ways_out_of(job: Job, statement: int) -> tuple[Fix | None, ...]:
    """Return the fixes that make what stands in a statement run as it says."""
    return (
        as_condition(job, statement),
        into_statements(job, statement),
        into_operation(job, statement),
    )


_WaysOut = Callable[[int], tuple[Fix | None, ...]]


def _dropped(job: Job, item: FoundDropped, ways_out: _WaysOut) -> Problem:
    severity = Severity.HINT if item.kind == "directive" else Severity.WARNING
    return job.problem(
        "dropped-code", severity, item.node, _WHAT[item.kind], _fixes(job, item, ways_out)
    )


def _fixes(job: Job, item: FoundDropped, ways_out: _WaysOut) -> Iterator[Fix | None]:
    if item.kind in ("control", "expression"):
        yield from ways_out(item.node)
    elif item.kind == "directive" or not _is_used(job, item.node):
        yield job.replace("Take it out", item.node, "")
    elif item.kind == "declaration" and _has_calls(job, item.node):
        yield into_operation(job, item.node)


def _has_calls(job: Job, statement: int) -> bool:
    return any(is_call(job.nodes, node) for node in job.nodes.inside(statement))


def _is_used(job: Job, statement: int) -> bool:
    """Return whether anything outside a statement uses a name declared in it, or it has calls."""
    inside = job.nodes.inside(statement)
    names = job.names.by_statement.get(statement, [])
    is_named = any(node not in inside for name in names for node in job.names.uses.get(name, ()))
    return is_named or _has_calls(job, statement)


def _hoisted(job: Job, call: int, name: str, ways_out: _WaysOut) -> Problem:
    sentence, is_guard = _around(job.nodes, call)
    severity = Severity.ERROR if is_guard else Severity.WARNING
    statement = _root_statement(job.nodes, call)
    fixes = ways_out(statement) if job.names.function[call] == 0 else ()
    return job.problem("hoisted-call", severity, call, sentence.format(name=name), fixes)


def _around(nodes: Nodes, call: int) -> tuple[str, bool]:
    """Return what v1 does to a call that is no statement, and whether that changes what is done."""
    node = call
    for around in nodes.ancestors(call):
        kind = nodes.kind[around]
        if kind in FUNCTIONS:
            return _IN_FUNCTION, True
        is_condition = nodes.field[node] in ("condition", "left")
        if kind in _GUARDS and not (kind.endswith("expression") and is_condition):
            return _GUARDS[kind], True
        node = around
    return _ELSEWHERE, False


def _root_statement(nodes: Nodes, node: int) -> int:
    while nodes.parent[node] > 0:
        node = nodes.parent[node]
    return node


def _torn(job: Job, call: int, name: str) -> Iterator[Problem]:
    nodes = job.nodes
    function = job.names.function[call]
    for node in nodes.inside(call):
        kind = nodes.kind[node]
        is_bare_yield = kind == "yield_expression" and nodes.after[node] == node + 1
        is_bound = kind in ("await_expression", "yield_expression", "super") and not is_bare_yield
        if is_bound and job.names.function[node] == function and function != 0:
            word = kind.split("_")[0]
            message = (
                f"v1 takes {name}() out of the function around it, where {word} means nothing: "
                "the job will not compile."
            )
            yield job.problem("torn-call", Severity.ERROR, node, message)


def _chained(job: Job, call: int) -> Iterator[Problem]:
    nodes = job.nodes
    callee = nodes.child(call, "function")
    if callee is None or nodes.kind[callee] != "member_expression":
        return
    link, base = nodes.child(callee, "property"), nodes.child(callee, "object")
    if link is None or base is None or nodes.text(link) not in ("then", "catch"):
        return
    first = base
    while nodes.kind[first] == "call_expression":
        inner = nodes.child(first, "function")
        if inner is not None and nodes.kind[inner] == "identifier":
            message = (
                f"v1's operations have no .{nodes.text(link)}(): the job fails before it starts. "
                "Give the operation a callback, or write another operation after it."
            )
            yield job.problem("operation-chain", Severity.ERROR, link, message)
            return
        inner = nodes.child(inner, "object") if inner is not None else None
        if inner is None:
            return
        first = inner


def _called(job: Job, call: int) -> Iterator[Problem]:
    nodes = job.nodes
    callee = nodes.child(call, "function")
    given = [nodes.text(argument) for argument in argument_nodes(nodes, call)]
    if callee is None or given != ["state"] or not is_adaptor_call(job, nodes.unwrap(callee)):
        return
    message = (
        "This calls the operation at once, with the state the job starts with; it works by "
        "accident only. v1 itself gives each operation the state."
    )
    fix = job.replace("Leave the call to v1", call, nodes.text(nodes.unwrap(callee)))
    yield job.problem("operation-called", Severity.WARNING, call, message, [fix])
