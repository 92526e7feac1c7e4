"""Who reads a path of the state: the places in a job's code.

Careful rather than complete: a place is named only when the code spells out what it reads.
"""

from collections.abc import Iterator, Sequence

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.mending import callee_name, is_adaptor_call
from openfn_studio.language.operations import argument_nodes
from openfn_studio.language.state_names import (
    Path,
    StateNames,
    is_below,
    json_path,
    string_at,
)

_DATA_FUNCTIONS = frozenset({"dataValue", "dataPath"})
_REFERENCE_FUNCTIONS = frozenset({"lastReferenceValue", "lastReferencePath"})
_LINKS = frozenset({"member_expression", "subscript_expression"})


def reads_of(
    document: Document,
    path: Sequence[str | int],
    exports: frozenset[str] | None = None,
) -> tuple[TextRange, ...]:
    """Return where a job reads a path of the state, or a part of what is there.

    Args:
        document: The job.
        path: From the state's root: ``("data", "cases", 0, "name")``. ``cases[*]`` and ``cases[i]``
            read every position.
        exports: What the job's adaptors export; None when it is not known.

    Returns:
        Ranges in the order of the text, each of the code that spells out the path.
    """
    if not path:
        return ()
    job = Job(document, Dialect.V2, exports)
    names = StateNames(job)
    found = {*_chains(job, names, path), *_taken(job, names, path), *_strings(job, names, path)}
    return tuple(document.positions.range(start, end) for start, end in sorted(found))


def _chains(job: Job, names: StateNames, path: Sequence[str | int]) -> Iterator[tuple[int, int]]:
    """Yield the expressions such as ``state.data.form`` and names that stand for one."""
    nodes = job.nodes
    declared = job.names.binding_nodes
    for node in nodes.find("identifier", "shorthand_property_identifier", *_LINKS):
        parent = nodes.parent[node]
        is_inner = nodes.kind[parent] in _LINKS and nodes.field[node] == "object"
        if is_inner or node in declared or _is_written(job, node):
            continue
        chain = names.chain_of(node)
        if chain and _is_called(job, node):
            chain = chain[:-1]
        # A name that stands for the path, or for a part of it, was read where it got its meaning.
        if not chain or is_below(chain[0][1], path):
            continue
        for link, read in chain:
            if is_below(read, path):
                yield nodes.start[node], nodes.end[link]
                break


def _is_written(job: Job, node: int) -> bool:
    nodes = job.nodes
    parent = nodes.parent[node]
    is_left = nodes.field[node] == "left" and nodes.kind[parent] == "assignment_expression"
    operator = nodes.child(parent, "operator") if nodes.kind[parent] == "unary_expression" else None
    return is_left or (operator is not None and nodes.text(operator) == "delete")


def _is_called(job: Job, node: int) -> bool:
    """Return whether a chain ends with the name of a method that is called."""
    nodes = job.nodes
    is_callee = nodes.field[node] == "function"
    return is_callee and nodes.kind[node] in _LINKS


def _taken(job: Job, names: StateNames, path: Sequence[str | int]) -> Iterator[tuple[int, int]]:
    """Yield what is destructured: ``{ form }`` of ``state.data``."""
    for node, read in names.taken:
        if is_below(read, path):
            yield job.nodes.start[node], job.nodes.end[node]


def _strings(job: Job, names: StateNames, path: Sequence[str | int]) -> Iterator[tuple[int, int]]:
    """Yield the texts that are paths: ``dataValue('form')``, ``each('$.data.cases[*]', …)``."""
    nodes = job.nodes
    for call in nodes.find("call_expression"):
        if not is_adaptor_call(job, call):
            continue
        name = callee_name(nodes, call)
        for count, argument in enumerate(argument_nodes(nodes, call)):
            text = string_at(nodes, argument)
            read = None if text is None else _meaning(names, name or "", count, text, argument)
            if read is not None and is_below(read, path):
                yield nodes.start[argument], nodes.end[argument]


def _meaning(names: StateNames, name: str, count: int, text: str, node: int) -> Path | None:
    """Return what a text that is given to a function reads; None when it is no path."""
    steps = json_path(text)
    if steps is None:
        return None
    if name in _DATA_FUNCTIONS and count == 0:
        return names.in_data(node, steps)
    if name in _REFERENCE_FUNCTIONS and count == 0:
        return ("references", 0, *steps)
    if text.lstrip().startswith("$") or (name == "each" and count == 0):
        return names.at_root(node, steps)
    return None
