"""``state`` as an argument: read once, when the job is loaded, not when the operation runs."""

import re
from collections.abc import Iterator

from openfn_studio.language.job import Job
from openfn_studio.language.mending import as_function_of_state, value_around
from openfn_studio.language.nodes import Nodes
from openfn_studio.language.operations import argument_nodes
from openfn_studio.language.problem import Fix, Problem, Severity

_PATH = re.compile(r"state((?:\.[A-Za-z_$][\w$]*)+)")
_DATA_PATH = re.compile(r"state\.data((?:\.[A-Za-z_$][\w$]*)+)")


def bare_state(job: Job) -> Iterator[Problem]:
    """Yield the reads of ``state`` that come before all operations."""
    places = job.names.uses.get("state", [])
    nodes = job.nodes
    outer = {operation.node: count for count, operation in enumerate(job.operations)}
    for node in places:
        call = _operation_around(nodes, outer, node)
        if call is None or not _is_early(job, node, call):
            continue
        yield _problem(job, node, is_first=outer[call] == 0)


def _operation_around(nodes: Nodes, outer: dict[int, int], node: int) -> int | None:
    return next((around for around in nodes.ancestors(node) if around in outer), None)


def _is_early(job: Job, node: int, call: int) -> bool:
    nodes = job.nodes
    if job.names.function[node] != job.names.function[call]:
        return False
    if job.names.declared.has("state", node) and not job.is_v1:
        return False
    parent = nodes.parent[node]
    name = nodes.child(parent, "property") if nodes.kind[parent] == "member_expression" else None
    if name is not None and nodes.text(name) == "configuration":
        return False
    is_method = nodes.field[parent] == "function" and name is not None
    return not is_method and node not in _given_at_once(nodes, call)


def _given_at_once(nodes: Nodes, call: int) -> list[int]:
    """Return the arguments of ``fn(…)(state)``, which ``operation-called`` speaks of."""
    callee = nodes.child(call, "function")
    is_called = callee is not None and nodes.kind[nodes.unwrap(callee)] == "call_expression"
    return argument_nodes(nodes, call) if is_called else []


def _problem(job: Job, node: int, *, is_first: bool) -> Problem:
    message = (
        "This reads the state the job starts with, when the job is loaded: what operations "
        "change later is not seen here. Write a function of state to read it in time."
    )
    if is_first:
        message = (
            "This reads the state the job starts with, when the job is loaded. It is the same "
            "only as long as this operation is the first."
        )
    severity = Severity.HINT if is_first else Severity.WARNING
    return job.problem("bare-state", severity, node, message, _fixes(job, node))


def _fixes(job: Job, node: int) -> Iterator[Fix | None]:
    yield as_function_of_state(job, node, "state")
    target = value_around(job, node)
    if target is None:
        return
    text = job.nodes.text(target)
    data = _DATA_PATH.fullmatch(text)
    if data and job.may_be_export("dataValue"):
        path = data[1][1:]
        yield job.replace(f"Write dataValue('{path}')", target, f"dataValue('{path}')")
    path_of_state = _PATH.fullmatch(text)
    if path_of_state and not job.is_v1:
        new = f"${path_of_state[1]}"
        yield job.replace(f"Write {new}", target, new)
