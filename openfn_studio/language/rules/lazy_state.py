"""v2's ``$``: where OpenFn's compiler refuses it, and where it makes something else of it."""

from collections.abc import Iterator

from openfn_studio.language.job import Job
from openfn_studio.language.mending import as_function_of_state
from openfn_studio.language.names import NameTable
from openfn_studio.language.nodes import Nodes
from openfn_studio.language.operations import is_call
from openfn_studio.language.problem import Fix, Problem, Severity

_STATEMENTS = ("_statement", "_declaration", "_block", "_body")


def lazy_state(job: Job) -> Iterator[Problem]:
    """Yield the uses of ``$`` that do not read the state when the operation runs."""
    places = job.names.uses.get("$", [])
    if not places:
        return
    nodes = job.nodes
    local = NameTable(nodes, (found for found in job.names.declarations if found.scope != 0))
    for node in places:
        if local.has("$", node) or _is_in_root_object(nodes, node):
            continue
        problem = _problem(job, node)
        if problem:
            yield problem


def _problem(job: Job, node: int) -> Problem | None:
    nodes = job.nodes
    if nodes.field[node] != "object":
        if job.names.declared.has("$", node) or "$" in (job.exports or ()):
            return None
        message = (
            "$ on its own is not defined: the job fails with a ReferenceError. "
            "Write a path, such as $.data, or a function of state."
        )
        fix = as_function_of_state(job, node, "$")
        return job.problem("lazy-state-bare", Severity.ERROR, node, message, [fix])
    call, argument = _call_around(nodes, node)
    if call is None or argument is None:
        message = (
            "$ only works inside an argument of an operation, such as fn(): "
            "OpenFn will not compile this."
        )
        return job.problem("lazy-state-outside", Severity.ERROR, node, message)
    if nodes.kind[argument] == "arrow_function":
        return _in_arrow(job, node, argument)
    if nodes.field[argument] == "function" and nodes.parent[argument] == call:
        return _called(job, node, call)
    return None


def _call_around(nodes: Nodes, node: int) -> tuple[int | None, int | None]:
    """Return the call ``$`` is given to, and the argument, or the callee, it stands in."""
    argument = node
    for around in nodes.ancestors(node):
        kind = nodes.kind[around]
        if kind == "call_expression" and is_call(nodes, around):
            return around, argument
        if kind == "program" or kind.endswith(_STATEMENTS):
            return None, None
        if kind not in ("arguments", "parenthesized_expression"):
            argument = around
    return None, None


def _in_arrow(job: Job, node: int, arrow: int) -> Problem | None:
    nodes = job.nodes
    parameters = nodes.child(arrow, "parameters")
    one = nodes.child(arrow, "parameter")
    names = list(nodes.children(parameters)) if parameters is not None else []
    names = [one] if one is not None else names
    if len(names) == 1 and nodes.text(names[0]) == "state":
        return None
    message = (
        "$ inside a function needs that function to have one parameter, called state: "
        "OpenFn will not compile this."
    )
    fix: Fix | None = None
    if len(names) == 1 and nodes.kind[names[0]] == "identifier":
        name = nodes.text(names[0])
        fix = job.replace(f"Write {name} instead of $", node, name)
    return job.problem("lazy-state-parameter", Severity.ERROR, node, message, [fix])


def _called(job: Job, node: int, call: int) -> Problem | None:
    nodes = job.nodes
    callee = nodes.child(call, "function")
    is_own_method = callee is not None and nodes.parent[node] == callee
    if is_own_method:
        return None
    message = (
        f"OpenFn turns {job.excerpt(call)} into a call of a function: the job fails with a "
        "TypeError. Write a function of state."
    )
    fix = as_function_of_state(job, node, "$")
    return job.problem("lazy-state-call", Severity.ERROR, node, message, [fix])


def _is_in_root_object(nodes: Nodes, node: int) -> bool:
    """Return whether ``$`` stands in ``const map = { … }`` at the root, which is left alone."""
    path = [node, *nodes.ancestors(node)][::-1]
    kinds = [nodes.kind[at] for at in path[1:4]]
    return (
        len(kinds) == 3
        and kinds[0].endswith("_declaration")
        and kinds[1:]
        == [
            "variable_declarator",
            "object",
        ]
    )
