"""Names nobody gives: misspelt, deleted by v1, or created by accident under v2."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from openfn_studio.language import catalog
from openfn_studio.language.job import Job
from openfn_studio.language.mending import as_function_of_state, function_with_body
from openfn_studio.language.names import Declaration, NameTable
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.operations import is_call
from openfn_studio.language.outline_v1 import outermost_calls
from openfn_studio.language.problem import Fix, Problem, Severity

_LONGEST_VALUE = 120


def unknown_names_v1(job: Job) -> Iterator[Problem]:
    """Yield the functions v1's check refuses, and the names that will not exist at run time."""
    return _V1Names(job).problems()


def unknown_names_v2(job: Job) -> Iterator[Problem]:
    """Yield names nobody gives, and assignments to names nobody declared."""
    nodes, names = job.nodes, job.names
    written = {
        node: name for node, name in names.written.items() if not names.declared.has(name, node)
    }
    created = {name for name in written.values() if not _is_given(job, name)}
    for node in names.references:
        name = nodes.name(node)
        if names.declared.has(name, node) or name == "$" or _is_given(job, name):
            continue
        if name in created:
            if node in written:
                yield _implicit_global(job, node, name)
        elif not _is_in_typeof(nodes, node):
            yield _unknown(job, node, name, "unknown-name")


def _implicit_global(job: Job, node: int, name: str) -> Problem:
    message = (
        f"{name} is declared nowhere: v2 jobs are strict, so this assignment ends the job with a "
        "ReferenceError."
    )
    fix = None
    statement = job.nodes.parent[job.nodes.parent[node]]
    is_plain = job.nodes.kind[job.nodes.parent[node]] == "assignment_expression"
    block = job.nodes.inside(job.names.scope[node])
    is_local = all(use in block and use >= node for use in job.names.uses[name])
    if is_plain and is_local and job.nodes.kind[statement] == "expression_statement":
        start = job.nodes.start[node]
        fix = Fix(f"Declare {name} here", (job.edit(start, start, "let "),))
    return job.problem("implicit-global", Severity.ERROR, node, message, [fix])


def _is_given(job: Job, name: str) -> bool:
    """Return whether OpenFn or an adaptor gives a name, or might, when no adaptor is known."""
    if name in job.global_names or (job.exports is not None and name in job.exports):
        return True
    return job.exports is None and name not in catalog.NEVER_EXPORTED


def _is_in_typeof(nodes: Nodes, node: int) -> bool:
    operator = nodes.child(nodes.parent[node], "operator")
    return operator is not None and nodes.text(operator) == "typeof"


def _unknown(job: Job, node: int, name: str, code: str) -> Problem:
    similar = _similar(job, name, node)
    guess = f" Is it {similar}?" if similar else ""
    if code == "unknown-function":
        message = f"Function not available: {name}. v1 refuses to run a job with it.{guess}"
    else:
        message = (
            f"{name} is not defined: neither this job, its adaptors nor OpenFn gives it. Reading "
            f"it ends the job with a ReferenceError.{guess}"
        )
    fix = None
    if similar and job.nodes.kind[node] == "identifier":
        fix = job.replace(f"Write {similar}", node, similar)
    return job.problem(code, Severity.ERROR, node, message, [fix])


def _similar(job: Job, name: str, node: int) -> str | None:
    """Return the most similar name that means something where ``node`` stands."""
    declared = job.names.declared
    for candidate in job.similar_names(name):
        is_local = declared.has(candidate, node) and not (job.is_v1 and declared.has(candidate, 0))
        if is_local or candidate in job.global_names or candidate in (job.exports or ()):
            return candidate
    return None


# ---------------------------------------------------------------- v1


class _V1Names:
    """What is declared where, as v1 sees it: only what stands inside an operation exists."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._nodes = job.nodes
        self._calls = sorted(outermost_calls(job.nodes))
        self._implicit = set(job.names.written.values()) | _global_properties(job.nodes)
        self._with = NameTable(
            job.nodes,
            (Declaration("", node, node, node) for node in job.nodes.find("with_statement")),
        )

    def problems(self) -> Iterator[Problem]:
        checked: set[int] = set()
        for node, name in self._called_names():
            checked.add(node)
            if not self._is_available(node, name):
                yield self._not_available(node, name)
        for node in self._job.names.references:
            name = self._nodes.name(node)
            if node not in checked and self._is_missing(node, name):
                yield from self._missing(node, name)

    def _operation(self, node: int) -> int | None:
        """Return the outermost call a node stands in."""
        place = bisect_right(self._calls, node) - 1
        call = self._calls[place] if place >= 0 else None
        return call if call is not None and node < self._nodes.after[call] else None

    @cached_property
    def _local(self) -> NameTable:
        """What is declared inside operations, by JavaScript's scopes."""
        return NameTable(
            self._nodes,
            (
                found
                for found in self._job.names.declarations
                if self._operation(found.scope) is not None
            ),
        )

    @cached_property
    def _checked(self) -> NameTable:
        """What is declared inside operations for v1's check, whose only scopes are functions."""
        return NameTable(self._nodes, self._checker_declarations())

    def _checker_declarations(self) -> Iterator[Declaration]:
        nodes = self._nodes
        for found in self._job.names.declarations:
            kind = nodes.kind[found.statement]
            if kind in FUNCTIONS and found.name == "arguments" and found.node == found.scope:
                continue
            if kind in ("class", "class_declaration"):
                continue
            scope = found.scope
            if nodes.kind[scope] not in FUNCTIONS | {"catch_clause"} or kind == "catch_clause":
                scope = scope if kind == "catch_clause" else self._job.names.function[scope]
            if self._operation(scope) is not None and not self._is_overlooked(found):
                yield Declaration(found.name, found.node, scope, found.statement)

    def _is_overlooked(self, found: Declaration) -> bool:
        """Return whether v1's check misses a declaration.

        It does inside a ``catch`` without a plain name, and inside one whose name it repeats.
        """
        nodes = self._nodes
        if nodes.kind[found.statement] == "catch_clause":
            return False
        for around in nodes.ancestors(found.node):
            if nodes.kind[around] in FUNCTIONS:
                return False
            if nodes.kind[around] == "catch_clause":
                parameter = nodes.child(around, "parameter")
                is_plain = parameter is not None and nodes.kind[parameter] == "identifier"
                if not is_plain or parameter is None or nodes.name(parameter) == found.name:
                    return True
        return False

    def _called_names(self) -> Iterator[tuple[int, str]]:
        """Yield the names v1 checks: ``f`` of ``f()`` and ``x`` of ``x.f()``, inside operations."""
        nodes = self._nodes
        for call in nodes.find("call_expression"):
            callee = nodes.child(call, "function")
            if callee is None or not is_call(nodes, call):
                continue
            callee = nodes.unwrap(callee)
            if nodes.kind[callee] in ("member_expression", "subscript_expression"):
                callee = nodes.child(callee, "object")
                callee = None if callee is None else nodes.unwrap(callee)
            if callee is not None and nodes.kind[callee] == "identifier":
                yield callee, nodes.name(callee)

    def _is_available(self, node: int, name: str) -> bool:
        if name in catalog.V1_FUNCTIONS or self._checked.has(name, node):
            return True
        if self._job.exports is not None:
            return name in self._job.exports
        is_deleted = self._job.names.declared.has(name, node)
        is_foreign = name in catalog.NEVER_EXPORTED or name in ("state", "arguments")
        return not is_deleted and not is_foreign

    def _not_available(self, node: int, name: str) -> Problem:
        if name == "$":
            return self._lazy(node)
        if self._job.names.declared.has(name, node) and name != "arguments":
            return self._deleted(node, name)
        if name == "state":
            message = (
                "v1 refuses a call on state outside of a function: Function not available. "
                "Put it into a function of state."
            )
            fix = as_function_of_state(self._job, node, "state")
            return self._job.problem("unknown-function", Severity.ERROR, node, message, [fix])
        return _unknown(self._job, node, name, "unknown-function")

    def _is_missing(self, node: int, name: str) -> bool:
        if self._operation(node) is None or self._local.has(name, node):
            return False
        is_deleted = self._job.names.declared.has(name, node)
        if name in self._implicit or name == "arguments" or _is_in_typeof(self._nodes, node):
            return False
        if self._with.has("", node):
            return False
        if is_deleted:
            # What else a hoisted call misses, such as a loop's variable, its own problem tells.
            return self._job.names.declared.has(name, 0)
        return not _is_given(self._job, name)

    def _missing(self, node: int, name: str) -> Iterator[Problem]:
        if name == "$":
            yield self._lazy(node)
        elif self._job.names.declared.has(name, node):
            yield self._deleted(node, name)
        else:
            yield _unknown(self._job, node, name, "unknown-name")

    def _lazy(self, node: int) -> Problem:
        message = "v1 does not know $: the job fails with a ReferenceError. Write state => state…"
        fix = as_function_of_state(self._job, node, "$")
        return self._job.problem("lazy-state-in-v1", Severity.ERROR, node, message, [fix])

    def _deleted(self, node: int, name: str) -> Problem:
        message = (
            f"v1 deletes the declaration of {name}, as it deletes all code between the operations: "
            f"{name} does not exist when this runs."
        )
        fixes = self._declared_again(node, name)
        return self._job.problem("dropped-name", Severity.ERROR, node, message, fixes)

    def _declared_again(self, node: int, name: str) -> Iterator[Fix | None]:
        nodes = self._nodes
        found = next((item for item in self._job.names.declarations if item.name == name), None)
        if found is None or found.scope != 0 or nodes.kind[node] != "identifier":
            return
        value = nodes.child(nodes.parent[found.node], "value")
        if (
            value is not None
            and nodes.field[found.node] == "name"
            and self._is_constant(value, name)
        ):
            yield self._job.replace("Write its value here", node, _in_parentheses(nodes, value))
        body = function_with_body(self._job, node)
        if body is not None and (self._operation(node) or 0) < body:
            start = nodes.start[body] + 1
            text = f"\n  {nodes.text(found.statement)}"
            yield Fix(f"Declare {name} inside this function", (self._job.edit(start, start, text),))

    def _is_constant(self, value: int, name: str) -> bool:
        nodes = self._nodes
        is_short = nodes.end[value] - nodes.start[value] <= _LONGEST_VALUE
        if not is_short or name in self._implicit:
            return False
        kinds = {nodes.kind[node] for node in (value, *nodes.inside(value))}
        return not kinds & _NOT_CONSTANT


def _global_properties(nodes: Nodes) -> set[str]:
    """Return the names created by ``global.x = 1`` and its like."""
    found: set[str] = set()
    for node in nodes.find("assignment_expression"):
        target = nodes.child(node, "left")
        if target is None or nodes.kind[target] != "member_expression":
            continue
        base, name = nodes.child(target, "object"), nodes.child(target, "property")
        if base is not None and name is not None and nodes.text(base) in _GLOBAL_OBJECTS:
            found.add(nodes.name(name))
    return found


_GLOBAL_OBJECTS = frozenset({"GLOBAL", "global", "globalThis", "root", "this"})
_NOT_CONSTANT = FUNCTIONS | {
    "await_expression",
    "call_expression",
    "class",
    "identifier",
    "new_expression",
    "shorthand_property_identifier",
}


def _in_parentheses(nodes: Nodes, value: int) -> str:
    is_simple = nodes.kind[value] in (
        "string",
        "template_string",
        "array",
        "object",
        "true",
        "false",
    )
    return nodes.text(value) if is_simple else f"({nodes.text(value)})"
