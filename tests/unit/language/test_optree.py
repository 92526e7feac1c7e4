from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.optree import TreeItem, operation_tree

JOB = """get('/x', { query: { a: [1, fn(x)] } }, state => {
  each('$.x', post('y'));
  return state;
});
if (a) { post('b'); }
"""


def lines(items: tuple[TreeItem, ...], depth: int = 0) -> list[str]:
    """The tree as indented text."""
    out: list[str] = []
    for item in items:
        mark = "!" if item.is_hoisted else ""
        out.append(f"{'  ' * depth}{item.kind}{mark} {item.name or '-'} {item.label}")
        out += lines(item.children, depth + 1)
    return out


def test_the_tree_shows_arguments_callbacks_and_what_is_nested():
    tree = operation_tree(Document(JOB), Dialect.V1, None, {"get": ["path", "options"]})

    assert lines(tree) == [
        "operation - get",
        "  value path '/x'",
        "  object options { query: { a: [1, fn(x)] } }",
        "    object query { a: [1, fn(x)] }",
        "      list a [1, fn(x)]",
        "        value 0 1",
        "        nested 1 fn",
        "          value argument 1 x",
        "  callback argument 3 state => …",
        "    nested - each",
        "      value argument 1 '$.x'",
        "      nested argument 2 post",
        "        value argument 1 'y'",
        "dropped - if (a) { post('b'); }",
        "  operation! - post",
        "    value argument 1 'b'",
    ]


def test_ranges_lie_inside_each_other():
    def check(item: TreeItem) -> int:
        for child in item.children:
            assert item.range.start <= child.range.start
            assert child.range.end <= item.range.end
        return 1 + sum(check(child) for child in item.children)

    assert sum(check(item) for item in operation_tree(Document(JOB), Dialect.V1)) == 16


def test_a_tree_of_ten_thousand_levels_is_built_without_running_out_of_stack():
    (top,) = operation_tree(Document("f(" * 10_000 + ")" * 10_000), Dialect.V2)

    depth = 0
    item: TreeItem | None = top
    while item:
        depth += 1
        item = item.children[0] if item.children else None
    assert depth == 10_000


def test_a_chain_shows_what_the_operation_is_given_and_its_callbacks():
    source = "fn(s => s);\npost('/x', $.a).then(s => s).catch((e, s) => s);\n"
    source += "each('$.x', get('/y').then(f));\n"

    tree = operation_tree(Document(source), Dialect.V2, None, {"post": ["path", "data"]})

    assert lines(tree)[2:] == [
        "operation - post",
        "  value path '/x'",
        "  value data $.a",
        "  callback then s => …",
        "  callback catch (e, s) => …",
        "operation - each",
        "  value argument 1 '$.x'",
        "  nested argument 2 get",
        "    value argument 1 '/y'",
        "    value then f",
    ]


def test_values_of_a_parameter_that_takes_any_number_are_counted():
    parameters = {"fields": ["...pairs"], "list": ["name", "...items"]}
    source = "fields(1, 2);\nlist('a', 1, 2);\nlist();\n"

    tree = operation_tree(Document(source), Dialect.V1, None, parameters)

    assert [[item.name for item in one.children] for one in tree] == [
        ["pairs 1", "pairs 2"],
        ["name", "items 1", "items 2"],
        [],
    ]


def test_v2_shows_the_code_beside_its_operations():
    source = "import x from 'y';\nconst a = [1].map(n => n);\nfn(a);\nb;\nexport default [get()];\n"

    assert lines(operation_tree(Document(source), Dialect.V2)) == [
        "code - import x from 'y';",
        "code - const a = [1].map(n => n);",
        "  callback - n => …",
        "operation - fn",
        "  value argument 1 a",
        "dropped - b;",
        "operation - get",
    ]


def test_what_is_switched_off_stands_where_its_comment_is():
    source = "get();\n// post('/x', {\n//   a: 1\n// })\nfn(s => {\n  // each('$.x', get());\n});\n"

    assert lines(operation_tree(Document(source), Dialect.V1)) == [
        "operation - get",
        "off - post",
        "operation - fn",
        "  callback argument 1 s => …",
        "    off - each",
    ]
