"""What tree-sitter reads and every engine refuses: the grammar's rules that need a second look."""

import re
from collections.abc import Iterator

from openfn_studio.language.job import Job, Rule
from openfn_studio.language.names import Declaration
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.outline_v2 import is_logical
from openfn_studio.language.problem import Fix, Problem, Severity

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_LEXICAL = frozenset(
    {
        "lexical_declaration",
        "class_declaration",
        "import_specifier",
        "namespace_import",
        "import_clause",
    }
)
_DOUBLE_COMMA = re.compile(rb"[(,]\s*,")
_ARROW_AFTER_LINE_END = re.compile(rb"(?:[\n\r]|\xe2\x80[\xa8\xa9])\s*=>")
_HTML_COMMENT = re.compile(rb"<!--|-->")
_FOR_AWAIT = re.compile(rb"for\s+await\b")
_NUMBER_LIKE_OLD_OCTAL = re.compile(r"0[0-9]")


def early_errors(job: Job) -> Iterator[Problem]:
    """Yield what an engine refuses although the tree looks sound."""
    for rule in _RULES:
        yield from rule(job)


def _error(job: Job, node: int, message: str, *fixes: Fix | None) -> Problem:
    sentence = f"{message} Nothing of the job runs until this is mended."
    return job.problem("syntax-error", Severity.ERROR, node, sentence, fixes)


def _error_at(job: Job, start: int, message: str, *fixes: Fix | None) -> Problem:
    sentence = f"{message} Nothing of the job runs until this is mended."
    return job.problem_at("syntax-error", Severity.ERROR, start, start + 1, sentence, fixes)


# ---------------------------------------------------------------- characters


def _odd_characters(job: Job) -> Iterator[Problem]:
    """Yield names that hold typographic quotes and the like, which tree-sitter lets pass."""
    nodes = job.nodes
    if job.document.data.isascii():
        return
    for node in nodes.find("identifier", "property_identifier", "shorthand_property_identifier"):
        text = nodes.text(node)
        plain = nodes.name(node).replace("$", "_").replace("\u200c", "").replace("\u200d", "")
        if text.isascii() or plain.isidentifier():
            continue
        odd = next(character for character in plain if not ("_" + character).isidentifier())
        yield _error(
            job,
            node,
            f"The character {odd} cannot stand here; a text is written between plain quotes.",
        )


def _empty_arguments(job: Job) -> Iterator[Problem]:
    root = job.document.tree.root_node
    for match in _DOUBLE_COMMA.finditer(job.document.data):
        comma = match.end() - 1
        token = root.descendant_for_byte_range(comma, comma + 1)
        parent = token.parent if token else None
        if token and token.type == "," and parent and parent.type in _LISTS:
            yield _error_at(job, comma, "An argument is missing before this comma.")


_LISTS = frozenset({"arguments", "formal_parameters"})


def _foreign_syntax(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    beyond = 0
    for node in nodes.find("jsx_element", "jsx_self_closing_element"):
        if node >= beyond:
            beyond = nodes.after[node]
            yield _error(job, node, "Tags such as <div> are no part of a job's JavaScript.")
    for node in nodes.find("decorator"):
        yield _error(job, node, "Decorators such as @name are no part of a job's JavaScript.")


# ---------------------------------------------------------------- declarations


def _missing_values(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("variable_declarator"):
        name = nodes.child(node, "name")
        if name is None or nodes.child(node, "value") is not None:
            continue
        is_pattern = nodes.kind[name] != "identifier"
        kind = nodes.child(nodes.parent[node], "kind")
        if is_pattern or (kind is not None and nodes.text(kind) == "const"):
            yield _error(job, node, f"{nodes.text(name)} is declared without a value.")


def _declared_twice(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    seen: dict[tuple[int, str], bool] = {}
    for declaration in sorted(job.names.declarations, key=lambda found: found.node):
        if nodes.kind[declaration.node] in FUNCTIONS or _names_itself(nodes, declaration):
            continue
        is_lexical = _is_lexical(job, declaration)
        key = (_block(nodes, declaration.scope), declaration.name)
        if key in seen and (is_lexical or seen[key]):
            yield _error(job, declaration.node, f"{declaration.name} is declared twice here.")
        seen[key] = seen.get(key, False) or is_lexical


def _names_itself(nodes: Nodes, declaration: Declaration) -> bool:
    """Return whether it is the name of a function or class expression, which anything may hide."""
    return nodes.field[declaration.node] == "name" and declaration.scope == declaration.statement


def _is_lexical(job: Job, declaration: Declaration) -> bool:
    nodes = job.nodes
    kind = nodes.kind[declaration.statement]
    if kind == "for_in_statement":
        return declaration.scope == declaration.statement
    is_module = not job.is_v1 and declaration.scope == 0
    return kind in _LEXICAL or (is_module and kind.endswith("function_declaration"))


def _block(nodes: Nodes, scope: int) -> int:
    """Return the scope that counts: a function's body is one with its parameters."""
    parent = nodes.parent[scope]
    is_body = nodes.kind[scope] == "statement_block" and nodes.field[scope] == "body"
    if is_body and parent >= 0 and nodes.kind[parent] in FUNCTIONS | {"catch_clause"}:
        return parent
    return scope


# ---------------------------------------------------------------- statements out of place


def _out_of_place(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("return_statement"):
        if job.names.function[node] == 0:
            yield _error(job, node, "return stands outside of a function.")
    for node in nodes.find("break_statement", "continue_statement"):
        if nodes.child(node, "label") is None and not _is_in_loop(job, node):
            word = "break" if nodes.kind[node] == "break_statement" else "continue"
            yield _error(job, node, f"{word} stands outside of a loop.")
    for node in nodes.find("try_statement"):
        has_end = nodes.child(node, "handler") is not None
        if not has_end and nodes.child(node, "finalizer") is None:
            yield _error(job, node, "try needs a catch or a finally after it.")


def _is_in_loop(job: Job, node: int) -> bool:
    kinds = _LOOPS if job.nodes.kind[node] == "continue_statement" else _LOOPS | {"switch_body"}
    for around in job.nodes.ancestors(node):
        kind = job.nodes.kind[around]
        if kind in kinds:
            return True
        if kind in FUNCTIONS:
            return False
    return False


def _objects_where_blocks_stand(job: Job) -> Iterator[Problem]:
    """Yield ``x => { a: 1, b: 2 }`` and JSON at the root: their brace opens a block."""
    nodes = job.nodes
    for node in nodes.find("object"):
        parent = nodes.parent[node]
        is_body = nodes.kind[parent] == "arrow_function"
        if not is_body and nodes.kind[parent] != "expression_statement":
            continue
        place = _first_refusal(nodes, node)
        if place is None:
            continue
        if nodes.data.startswith((b"catch", b"finally"), place):
            yield _error_at(job, place, "This needs a try before it.")
        elif is_body:
            message = "The { after => opens a function's body, not an object."
            fix = job.replace("Put the object in parentheses", node, f"({nodes.text(node)})")
            yield _error_at(job, place, message, fix)
        else:
            message = "This is data, not a job: a job is a list of operations such as fn(...)."
            yield _error_at(job, place, message)


def _first_refusal(nodes: Nodes, node: int) -> int | None:
    """Return where a reader that expects statements gives up inside an object."""
    for count, child in enumerate(nodes.children(node)):
        kind = nodes.kind[child]
        key = nodes.child(child, "key")
        is_label = key is not None and nodes.kind[key] == "property_identifier"
        if key is not None and not (is_label and count == 0):
            return nodes.end[key]
        if kind == "spread_element":
            return nodes.start[child]
        body = nodes.child(child, "body")
        if kind == "method_definition" and body is not None:
            return (
                nodes.start[child] if nodes.text(child).startswith("catch") else nodes.start[body]
            )
    return None


def _arrows(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("arrow_function"):
        parameters = nodes.child(node, "parameters")
        parameters = nodes.child(node, "parameter") if parameters is None else parameters
        body = nodes.child(node, "body")
        if parameters is None or body is None:
            continue
        between = nodes.data[nodes.end[parameters] : nodes.start[body]]
        if b"\n" not in between and b"\r" not in between and b"\xe2\x80" not in between:
            continue
        match = _ARROW_AFTER_LINE_END.search(between)
        if match:
            place = nodes.end[parameters] + match.end() - 2
            yield _error_at(job, place, "=> must stand on the line where its parameters end.")


# ---------------------------------------------------------------- await


def _awaits(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    waiting = list(nodes.find("await_expression"))
    waiting += [
        node
        for node in nodes.find("for_in_statement")
        if _FOR_AWAIT.match(nodes.data, nodes.start[node])
    ]
    for node in waiting:
        function = job.names.function[node]
        if function == 0 or is_async(nodes, function):
            continue
        fix = None
        if nodes.kind[function] == "arrow_function":
            edit = job.edit(nodes.start[function], nodes.start[function], "async ")
            fix = Fix("Make the function async", (edit,))
        yield _error(job, node, "await only works in a function that is async.", fix)


def is_async(nodes: Nodes, function: int) -> bool:
    """Return whether a function is async."""
    head = nodes.data[nodes.start[function] : nodes.start[function] + 64].split(b"(")[0]
    words = re.split(rb"[\s*#[]+", head)
    if nodes.kind[function] == "method_definition":
        return b"async" in words[:-1]
    return words[0] == b"async"


# ---------------------------------------------------------------- operators and literals


def _operators(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("binary_expression"):
        operator = nodes.child(node, "operator")
        left, right = nodes.child(node, "left"), nodes.child(node, "right")
        if operator is None or left is None or right is None:
            continue
        text = nodes.data[nodes.start[operator] : nodes.end[operator]]
        if text == b"**" and nodes.kind[left] == "unary_expression":
            yield _error(job, operator, "A sign before ** needs parentheses: (-1) ** 2.")
        elif text in _MIXED and any(_is_mixed(nodes, text, side) for side in (left, right)):
            yield _error(job, operator, "?? next to || or && needs parentheses.")


_MIXED = {b"??": ("||", "&&"), b"||": ("??",), b"&&": ("??",)}


def _is_mixed(nodes: Nodes, operator: bytes, side: int) -> bool:
    if not is_logical(nodes, side):
        return False
    inner = nodes.child(side, "operator")
    return inner is not None and nodes.text(inner) in _MIXED[operator]


def _strict_mode(job: Job) -> Iterator[Problem]:
    """Yield what a v2 job, being a module, may not hold."""
    if job.is_v1:
        return
    nodes = job.nodes
    yield from _html_comments(job)
    for node in nodes.find("with_statement"):
        yield _error(job, node, "v2 jobs are modules, where with is not allowed.")
    for node in nodes.find("number"):
        if _NUMBER_LIKE_OLD_OCTAL.match(nodes.text(node)):
            yield _error(job, node, "v2 jobs are modules, where a number cannot begin with 0.")
    for node in nodes.find("unary_expression"):
        operator, argument = nodes.child(node, "operator"), nodes.child(node, "argument")
        is_delete = operator is not None and nodes.text(operator) == "delete"
        if is_delete and argument is not None and nodes.kind[argument] == "identifier":
            yield _error(job, node, "v2 jobs are modules, where only properties can be deleted.")


def _html_comments(job: Job) -> Iterator[Problem]:
    root = job.document.tree.root_node
    for match in _HTML_COMMENT.finditer(job.document.data):
        token = root.descendant_for_byte_range(match.start(), match.end())
        if token is not None and token.type == "html_comment":
            yield _error_at(job, match.start(), "v2 jobs know no comments such as <!-- -->.")


def _flags(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in nodes.find("regex_flags"):
        flags = nodes.text(node)
        is_double = len(set(flags)) < len(flags) or {"u", "v"} <= set(flags)
        if is_double or set(flags) - set("dgimsuvy"):
            yield _error(job, node, f"A regular expression has no flags {flags}.")


def _reserved_names(job: Job) -> Iterator[Problem]:
    nodes = job.nodes
    for node in job.names.references:
        if nodes.data[nodes.start[node] : nodes.end[node]] in _RESERVED:
            yield _error(job, node, f"{nodes.text(node)} is a word of JavaScript, not a name.")


_RESERVED = frozenset(
    b"break case catch class const continue debugger default delete do else enum export extends "
    b"finally for function if in instanceof new return super switch this throw try typeof var void "
    b"while with".split()
)


_RULES: tuple[Rule, ...] = (
    _odd_characters,
    _empty_arguments,
    _foreign_syntax,
    _missing_values,
    _declared_twice,
    _out_of_place,
    _objects_where_blocks_stand,
    _arrows,
    _awaits,
    _operators,
    _strict_mode,
    _flags,
    _reserved_names,
)
