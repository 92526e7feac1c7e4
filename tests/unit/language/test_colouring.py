from corpus import EXPORTS, all_jobs
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.language.colouring import Role, token_roles
from openfn_studio.language.document import Document

SOURCES = [source for _, source, _ in all_jobs()][::7]


def roles_of(source: str, operations: frozenset[str] | None = None) -> dict[str, Role]:
    """The role of each run of equal roles, by its text."""
    document = Document(source)
    roles = token_roles(document.tree, document.data, 0, len(document.data), operations)
    runs: dict[str, Role] = {}
    start = 0
    for end in range(1, len(roles) + 1):
        if end == len(roles) or roles[end] != roles[start]:
            runs[document.data[start:end].decode().strip()] = Role(roles[start])
            start = end
    return runs


def test_every_kind_of_token_has_its_role():
    runs = roles_of(
        "// note\nget('/a\\n', { key: 1.5, 'other': /x+/g });\n"
        "fn(state => { const a = null; return `t ${a}`; });\n"
    )

    assert runs["// note"] is Role.COMMENT
    assert runs["get"] is Role.OPERATION
    assert runs["'/a"] is Role.STRING
    assert runs["\\n"] is Role.ESCAPE
    assert runs["key"] is Role.PROPERTY
    assert runs["'other'"] is Role.PROPERTY
    assert runs["1.5"] is Role.NUMBER
    assert runs["/x+/g"] is Role.REGEX
    assert runs["const"] is Role.KEYWORD
    assert runs["null"] is Role.CONSTANT
    assert runs["=>"] is Role.OPERATOR
    assert runs["`t"] is Role.STRING
    assert runs["a"] is Role.TEXT


def test_only_what_the_adaptors_export_is_an_operation_once_that_is_known():
    source = "get('/a', trim(x)); foo(); fn(s => each('a', get('b')));"

    unknown, known = roles_of(source), roles_of(source, frozenset({"get", "fn", "each"}))

    assert unknown["trim"] is unknown["foo"] is Role.OPERATION
    assert known["trim"] is known["foo"] is Role.FUNCTION
    assert known["each"] is known["get"] is Role.OPERATION


def test_a_method_that_is_called_is_a_function_and_a_member_is_plain():
    runs = roles_of("fn(state => state.data.filter(x));")

    assert runs["filter"] is Role.FUNCTION
    assert runs["data"] is Role.TEXT


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_a_stretch_has_the_colours_it_has_in_the_whole(source: str, data: st.DataObject):
    broken = source[: data.draw(st.integers(0, len(source)))]
    document = Document(broken)
    length = len(document.data)
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))

    whole = token_roles(document.tree, document.data, 0, length, EXPORTS)
    part = token_roles(document.tree, document.data, start, end, EXPORTS)

    assert part == whole[start:end]
    assert len(whole) == length
    assert set(whole) <= set(Role)
