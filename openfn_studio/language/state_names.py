"""Names of a job that stand for the state or a part of it: parameters, constants, items of lists.

Careful rather than complete: a name that may stand for something else stands for nothing here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from openfn_studio.language.job import Job
from openfn_studio.language.mending import callee_name, is_adaptor_call
from openfn_studio.language.names import Declaration
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.operations import argument_nodes, chain_of
from openfn_studio.language.rework.quoted import meaning_of

Step = str | int | None
"""A key, a position, or None: any item of a list."""
Path = tuple[Step, ...]

_OVER_ITEMS = frozenset(
    {"map", "filter", "forEach", "find", "findIndex", "some", "every", "flatMap", "sort"}
)
_JSON_PATH_STEP = re.compile(
    r"""\.?(?P<name>[^.\[\]'"\s$()?*]+)|\[(?P<index>\d+|\*)\]"""
    r"""|\[(?P<quoted>'[^']*'|"[^"]*")\]|\[(?P<bare>[^\[\]'"?*()]+)\]"""
)
_LINKS = frozenset({"member_expression", "subscript_expression"})


def json_path(text: str) -> Path | None:
    """Return the steps of a JSONPath, with or without its ``$``; None when it is another text."""
    rest = text.strip().removeprefix("$")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        match = _JSON_PATH_STEP.match(rest, at)
        if match is None:
            return None
        if match["index"]:
            steps.append(None if match["index"] == "*" else int(match["index"]))
        else:
            steps.append(match["name"] or match["bare"] or match["quoted"][1:-1])
        at = match.end()
    return tuple(steps)


def is_below(read: Path, path: Sequence[str | int]) -> bool:
    """Return whether what is read is at a path, or a part of what is there."""
    return len(read) >= len(path) and all(
        isinstance(wanted, int) if step is None else step == wanted
        for step, wanted in zip(read, path, strict=False)
    )


def string_at(nodes: Nodes, node: int) -> str | None:
    """Return the text of a literal; None for anything else."""
    has_holes = any(nodes.kind[inner] == "template_substitution" for inner in nodes.inside(node))
    is_text = nodes.kind[node] in ("string", "template_string") and not has_holes
    return meaning_of(nodes.text(node)) if is_text else None


class StateNames:
    """Tells which part of the state an expression is.

    Args:
        job: The job.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._nodes = job.nodes
        self._scopes: dict[str, list[Declaration]] = {}
        for found in job.names.declarations:
            self._scopes.setdefault(found.name, []).append(found)
        self._meanings: dict[int, Path] = {}
        self.taken: list[tuple[int, Path]] = []
        """What destructuring takes out of the state: the nodes of the properties."""
        self._find_meanings()

    def chain_of(self, expression: int) -> list[tuple[int, Path]]:
        """Return what an expression reads on its way, from its first name on.

        Each link comes with its path; an expression that is no part of the state has none.
        """
        nodes = self._nodes
        links: list[int] = []
        at = nodes.unwrap(expression)
        while nodes.kind[at] in _LINKS:
            links.append(at)
            inner = nodes.child(at, "object")
            if inner is None:
                return []
            at = nodes.unwrap(inner)
        path = self._meaning(at)
        if path is None:
            return []
        found = [(at, path)]
        for link in reversed(links):
            step = self._step(link)
            is_data = path == () and step == "data"
            joined = self.in_data(at, ()) if is_data else (*path, step)
            if joined is None or step == "":
                return []
            path = joined
            found.append((link, path))
        return found

    def in_data(self, node: int, steps: Path) -> Path | None:
        """Return the path of something in ``state.data`` at a place.

        Inside ``each`` the data are one item; None when it is not known of which list.
        """
        for around in self._nodes.ancestors(node):
            if node >= self._each.get(around, node + 1):
                items = self._items(around)
                return None if items is None else (*items, *steps)
        return ("data", *steps)

    def at_root(self, node: int, steps: Path) -> Path | None:
        """Return the path of something below ``$`` at a place."""
        return self.in_data(node, steps[1:]) if steps[:1] == ("data",) else steps

    # ------------------------------------------------------------ lists

    @cached_property
    def _each(self) -> dict[int, int]:
        """The calls of ``each``, and the first node of what they run for every item."""
        found: dict[int, int] = {}
        for call in self._nodes.find("call_expression"):
            given = argument_nodes(self._nodes, call)
            if callee_name(self._nodes, call) == "each" and len(given) > 1:
                found[call] = given[1]
        return found

    def _items(self, call: int) -> Path | None:
        """Return the path of the items ``each`` goes through; None when it is computed."""
        nodes = self._nodes
        source = nodes.unwrap(argument_nodes(nodes, call)[0])
        text = string_at(nodes, source)
        if text is not None:
            steps = json_path(text)
            return None if steps is None else self.at_root(source, steps)
        if callee_name(nodes, source) == "dataPath":
            given = argument_nodes(nodes, source)
            text = string_at(nodes, given[0]) if given else None
            steps = None if text is None else json_path(text)
            return None if steps is None else self.in_data(source, steps)
        body = nodes.child(source, "body") if nodes.kind[source] == "arrow_function" else source
        path = None if body is None else self._value(body)
        return None if path is None else _item_of(path)

    # ------------------------------------------------------------ names

    def _meaning(self, node: int) -> Path | None:
        """Return what part of the state a name is; None for every other name."""
        nodes = self._nodes
        if nodes.kind[node] not in ("identifier", "shorthand_property_identifier"):
            return None
        name = nodes.name(node)
        around = [
            found
            for found in self._scopes.get(name, ())
            if found.scope == 0 or found.scope <= node < nodes.after[found.scope]
        ]
        if not around:
            return () if name in ("state", "$") else None
        declared = max(around, key=lambda found: found.scope)
        if name == "state" and nodes.kind[declared.statement] in FUNCTIONS:
            return ()
        return self._meanings.get(declared.node)

    def _step(self, link: int) -> Step:
        nodes = self._nodes
        name = nodes.child(link, "property")
        if name is not None:
            return nodes.name(name)
        index = nodes.child(link, "index")
        text = "" if index is None else nodes.text(index)
        if text.isdecimal():
            return int(text)
        return None if index is None else string_at(nodes, index)

    def _value(self, expression: int) -> Path | None:
        """Return the path of a value, a default after ``||`` or ``??`` left out."""
        nodes = self._nodes
        at = nodes.unwrap(expression)
        while nodes.kind[at] == "binary_expression":
            operator, left = nodes.child(at, "operator"), nodes.child(at, "left")
            if operator is None or left is None or nodes.text(operator) not in ("||", "??"):
                return None
            at = nodes.unwrap(left)
        chain = self.chain_of(at)
        return chain[-1][1] if chain else None

    def _find_meanings(self) -> None:
        """Look at what declares names in the order of the text: one may stand for another."""
        nodes = self._nodes
        for node in nodes.find("variable_declarator", "for_in_statement", *FUNCTIONS):
            kind = nodes.kind[node]
            if kind == "variable_declarator":
                target, value = nodes.child(node, "name"), nodes.child(node, "value")
                path = None if value is None else self._value(value)
            elif kind == "for_in_statement":
                target, path = nodes.child(node, "left"), self._of_loop(node)
            else:
                target, path = self._first_parameter(node), self._given_to(node)
            if target is not None and path is not None:
                self._bind(target, path)

    def _of_loop(self, loop: int) -> Path | None:
        nodes = self._nodes
        operator, right = nodes.child(loop, "operator"), nodes.child(loop, "right")
        is_of = operator is not None and nodes.text(operator) == "of"
        path = self._value(right) if is_of and right is not None else None
        return None if path is None else _item_of(path)

    def _first_parameter(self, function: int) -> int | None:
        nodes = self._nodes
        single = nodes.child(function, "parameter")
        several = nodes.child(function, "parameters")
        if single is not None or several is None:
            return single
        return next(nodes.children(several), None)

    def _given_to(self, function: int) -> Path | None:
        """Return what a function is called with: the state, or an item of a list."""
        nodes = self._nodes
        at = function
        while nodes.kind[nodes.parent[at]] in ("pair", "object", "array"):
            at = nodes.parent[at]
        arguments = nodes.parent[at]
        if arguments < 0 or nodes.kind[arguments] != "arguments":
            return None
        call = nodes.parent[arguments]
        if is_adaptor_call(self._job, chain_of(nodes, call)[0]):
            return ()
        callee = nodes.child(call, "function")
        method = None if callee is None else nodes.child(callee, "property")
        lists = None if callee is None else nodes.child(callee, "object")
        if method is None or lists is None or nodes.text(method) not in _OVER_ITEMS:
            return None
        path = self._value(lists) if at == function else None
        return None if path is None else _item_of(path)

    def _bind(self, target: int, path: Path) -> None:
        """Let the names of a pattern stand for parts of the state."""
        waiting: list[tuple[int, Path | None]] = [(target, path)]
        while waiting:
            at, meaning = waiting.pop()
            if meaning is not None:
                waiting += self._bound(at, meaning)

    def _bound(self, target: int, path: Path) -> Iterator[tuple[int, Path | None]]:
        """Bind one level of a pattern, and yield the next one."""
        nodes = self._nodes
        kind = nodes.kind[target]
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            if nodes.name(target) not in self._written:
                self._meanings[target] = path
        elif kind in ("assignment_pattern", "object_assignment_pattern"):
            left = nodes.child(target, "left")
            yield from () if left is None else self._property(left, path, kind)
        elif kind == "array_pattern":
            yield from ((child, (*path, None)) for child in nodes.children(target))
        elif kind == "object_pattern":
            for child in nodes.children(target):
                yield from self._property(child, path, kind)

    def _property(self, node: int, path: Path, around: str) -> Iterator[tuple[int, Path | None]]:
        nodes = self._nodes
        kind = nodes.kind[node]
        if around == "assignment_pattern" or kind == "object_assignment_pattern":
            yield node, path
        elif kind == "shorthand_property_identifier_pattern":
            yield node, self._taken(node, path, nodes.name(node))
        elif kind == "pair_pattern":
            key, value = nodes.child(node, "key"), nodes.child(node, "value")
            name = None if key is None else string_at(nodes, key) or nodes.name(key)
            if key is not None and value is not None and name:
                is_computed = nodes.kind[key] == "computed_property_name"
                yield value, None if is_computed else self._taken(key, path, name)

    def _taken(self, node: int, path: Path, name: str) -> Path | None:
        """Note that a property is read, and return its path."""
        is_data = path == () and name == "data"
        taken = self.in_data(node, ()) if is_data else (*path, name)
        if taken is not None:
            self.taken.append((node, taken))
        return taken

    @cached_property
    def _written(self) -> set[str]:
        return set(self._job.names.written.values())


def _item_of(path: Path) -> Path:
    """Return the path of any item of a list; a path that ends with ``[*]`` is one already."""
    return path if path[-1:] == (None,) else (*path, None)
