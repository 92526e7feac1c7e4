"""The larger changes that fixes make: code into an operation, a value into a function of state."""

from openfn_studio.language.job import Job
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.operations import is_call, root_expression
from openfn_studio.language.problem import Fix

_CARRIES_ON = frozenset(
    {
        "array",
        "binary_expression",
        "member_expression",
        "object",
        "pair",
        "parenthesized_expression",
        "spread_element",
        "subscript_expression",
        "template_string",
        "template_substitution",
        "ternary_expression",
        "unary_expression",
        "arguments",
        "call_expression",
        "new_expression",
        "sequence_expression",
    }
)
"""Kinds of nodes between a value and the operation it is given to."""


def callee_name(nodes: Nodes, call: int) -> str | None:
    """Return the name a call calls, when it is one plain name."""
    callee = nodes.child(call, "function")
    is_name = callee is not None and nodes.kind[callee] == "identifier"
    return nodes.name(callee) if is_name and callee is not None else None


def is_adaptor_call(job: Job, node: int) -> bool:
    """Return whether a node calls what an adaptor exports, or could when none is known."""
    if not is_call(job.nodes, node):
        return False
    name = callee_name(job.nodes, node)
    return name is not None and job.may_be_export(name)


def statement_calls(job: Job, statement: int) -> list[int]:
    """Return the adaptor calls that are statements inside a statement, functions left out."""
    nodes = job.nodes
    function = job.names.function[statement]
    return [
        node
        for node in nodes.inside(statement)
        if nodes.kind[node] == "call_expression"
        and nodes.kind[nodes.parent[node]] == "expression_statement"
        and nodes.parent[node] != statement
        and job.names.function[node] == function
        and is_adaptor_call(job, node)
    ]


def into_operation(job: Job, statement: int) -> Fix | None:
    """Return the fix that puts a root statement into an operation of its own.

    Operations in it are then called with the state, each after the one before.
    """
    operation = job.function_operation
    if operation is None or job.nodes.kind[statement] in ("import_statement", "export_statement"):
        return None
    nodes = job.nodes
    calls = statement_calls(job, statement)
    if _has_other_calls(job, statement, calls):
        return None
    text = _with_awaited(nodes, statement, calls)
    needs_async = bool(calls) or any(
        nodes.kind[node] == "await_expression" and job.names.function[node] == 0
        for node in nodes.inside(statement)
    )
    line_end = "\r\n" if b"\r\n" in nodes.data else "\n"
    head = f"{operation}({'async ' if needs_async else ''}state => {{"
    lines = [head, _indented(text, line_end), "  return state;", "});"]
    return job.replace(f"Put it into {operation}(state => …)", statement, line_end.join(lines))


def _has_other_calls(job: Job, statement: int, calls: list[int]) -> bool:
    """Return whether an operation stands where it cannot simply be called with the state."""
    nodes = job.nodes
    function = job.names.function[statement]
    counted = set(calls)
    beyond = 0
    for node in nodes.inside(statement):
        if node in counted:
            beyond = nodes.after[node]
        elif node >= beyond and job.names.function[node] == function and is_adaptor_call(job, node):
            return True
    return False


def _with_awaited(nodes: Nodes, statement: int, calls: list[int]) -> str:
    parts: list[bytes] = []
    done = nodes.start[statement]
    for call in calls:
        start, end = nodes.start[call], nodes.end[call]
        parts += [nodes.data[done:start], b"state = await ", nodes.data[start:end], b"(state)"]
        done = end
    parts.append(nodes.data[done : nodes.end[statement]])
    return b"".join(parts).decode("utf-8", "replace")


def _indented(text: str, line_end: str) -> str:
    if "`" in text:
        # A template's lines are its value: they must not move.
        return f"  {text}"
    return line_end.join(f"  {line}" if line else line for line in text.split(line_end))


def into_statements(job: Job, statement: int) -> Fix | None:
    """Return the fix that writes ``a(), b();`` as two statements."""
    nodes = job.nodes
    expression = root_expression(nodes, statement)
    if expression is None or nodes.kind[expression] != "sequence_expression":
        return None
    parts: list[int] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if nodes.kind[node] == "sequence_expression":
            waiting += list(nodes.children(node))[::-1]
        else:
            parts.append(node)
    if not all(is_call(nodes, node) for node in parts):
        return None
    line_end = "\r\n" if b"\r\n" in nodes.data else "\n"
    text = line_end.join(f"{nodes.text(node)};" for node in parts)
    return job.replace("Write one statement each", statement, text)


def as_condition(job: Job, statement: int) -> Fix | None:
    """Return the fix that writes ``if (x) post()`` as ``fnIf(state => x, post())``."""
    nodes = job.nodes
    is_known = job.exports is not None and "fnIf" in job.exports
    if not is_known or nodes.kind[statement] != "if_statement":
        return None
    condition = nodes.child(statement, "condition")
    body = nodes.child(statement, "consequence")
    if condition is None or body is None or nodes.child(statement, "alternative") is not None:
        return None
    inner = list(nodes.children(body)) if nodes.kind[body] == "statement_block" else [body]
    calls = statement_calls(job, statement)
    if len(inner) != 1 or len(calls) != 1 or nodes.parent[calls[0]] != inner[0]:
        return None
    text = nodes.text(condition)[1:-1].strip()
    new = f"fnIf(state => {_as_body(text)}, {nodes.text(calls[0])});"
    return job.replace("Write it as fnIf(state => …)", statement, new)


def as_function_of_state(job: Job, node: int, name: str) -> Fix | None:
    """Return the fix that makes the value around ``node`` a function of state.

    Args:
        job: The job.
        node: An identifier, ``state`` or ``$``, that is read too early.
        name: Its name; written as ``state`` in the function.
    """
    nodes = job.nodes
    target = value_around(job, node)
    if target is None:
        return None
    parts: list[str] = []
    done = nodes.start[target]
    for at in (target, *nodes.inside(target)):
        if nodes.kind[at] == "identifier" and nodes.name(at) == name:
            parts += [nodes.data[done : nodes.start[at]].decode("utf-8", "replace"), "state"]
            done = nodes.end[at]
    parts.append(nodes.data[done : nodes.end[target]].decode("utf-8", "replace"))
    return job.replace(
        "Read it when the operation runs", target, f"state => {_as_body(''.join(parts))}"
    )


def _as_body(text: str) -> str:
    return f"({text})" if text.startswith("{") else text


def value_around(job: Job, node: int) -> int | None:
    """Return the smallest value around a node that an operation takes: an argument or a part of it.

    None when something else than values stands between them.
    """
    nodes = job.nodes
    part: int | None = None
    while nodes.parent[node] >= 0:
        parent = nodes.parent[node]
        kind = nodes.kind[parent]
        if kind not in _CARRIES_ON:
            return None
        if kind == "arguments" and is_adaptor_call(job, nodes.parent[parent]):
            return node if part is None else part
        if kind == "pair" and nodes.field[node] == "value":
            part = node if part is None else part
        elif kind not in ("object", "array", "pair"):
            part = None
        node = parent
    return None


def function_with_body(job: Job, node: int) -> int | None:
    """Return the block of the outermost function around a node, inside the node's operation."""
    nodes = job.nodes
    found: int | None = None
    for around in nodes.ancestors(node):
        if nodes.kind[around] in FUNCTIONS:
            body = nodes.child(around, "body")
            if body is not None and nodes.kind[body] == "statement_block":
                found = body
    return found
