import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.adaptors.function_doc import ExampleDoc, FunctionDoc, ParameterDoc
from openfn_studio.adaptors.jsdoc import read_jsdoc, settle_optional

SOURCE = """
/** @module Adaptor */
/**
 * Get something
 * from somewhere.
 * @public
 * @example
 *  get("/a", {
 *    query: { b: 1 }
 *  })
 * @example <caption>With a callback</caption>
 * get('/a', {}, state => state)
 * @function
 * @param {string | function} path - Where it is
 *   on the server
 * @param {object} params - (Optional) What else
 * @param {object} params.query - The query
 * @param {function} [callback] - What to do then
 * @returns {Operation} an operation
 */
export async function get(path, params = {}, callback) {
  return state => state;
}
"""


def only(source: str) -> FunctionDoc:
    [doc] = read_jsdoc(source)
    return doc


def test_a_comment_gives_the_whole_documentation():
    assert only(SOURCE) == FunctionDoc(
        "get",
        parameters=(
            ParameterDoc("path", "string | function", "Where it is on the server"),
            ParameterDoc(
                "params",
                "object",
                "(Optional) What else",
                is_optional=True,
                default="{}",
                members=(ParameterDoc("query", "object", "The query"),),
            ),
            ParameterDoc("callback", "function", "What to do then", is_optional=True),
        ),
        description="Get something\nfrom somewhere.",
        examples=(
            ExampleDoc('get("/a", {\n  query: { b: 1 }\n})'),
            ExampleDoc("get('/a', {}, state => state)", "With a callback"),
        ),
        returns="Operation",
        returns_description="an operation",
    )


@pytest.mark.parametrize(
    ("code", "signature"),
    [
        ("function f(a, b)", "f(a, b)"),
        ("function f(...ops)", "f(...ops)"),
        ("export function f(a: string, b?: Map<string, number>): Operation;", "f(a, b?)"),
        ("export declare function f<T>(a: (x: T, y: T) => T, b: T): T;", "f(a, b)"),
        ("function f(a, b = [1, 2], c = { d: 1 })", "f(a, b?, c?)"),
        ("function f({ a, b }, c)", "f(c)"),
        ("function f(a = 1, b)", "f(a?, b)"),
        ("function f()", "f()"),
        ("function f(path, params, callback)", "f(path, params?, callback?)"),
        ("function f(path, callback)", "f(path, callback)"),
        ("function f(params)", "f(params)"),
        ("function f(path, options, data)", "f(path, options, data)"),
    ],
)
def test_the_signature_is_that_of_the_function(code: str, signature: str):
    assert only(f"/** Does it. */\n{code} {{}}").signature == signature


@pytest.mark.parametrize(
    ("tag", "parameter"),
    [
        ("{string} a - Text", ParameterDoc("a", "string", "Text")),
        ("{string} a Text", ParameterDoc("a", "string", "Text")),
        ("a", ParameterDoc("a")),
        ("{string=} a", ParameterDoc("a", "string", is_optional=True)),
        ("{string} [a]", ParameterDoc("a", "string", is_optional=True)),
        ("{string} [a=x y] - T", ParameterDoc("a", "string", "T", is_optional=True, default="x y")),
        ("{...string} a", ParameterDoc("a", "string", is_rest=True)),
        ("{{b: {c: number}}} a", ParameterDoc("a", "{b: {c: number}}")),
    ],
)
def test_a_parameter_is_read_as_its_tag_says(tag: str, parameter: ParameterDoc):
    doc = only(f"/**\n * Does it.\n * @param {tag}\n */\nfunction f(a) {{}}")

    assert doc.parameters == (parameter,)


def test_private_and_deprecated_functions_are_marked():
    doc = only("/**\n * @private\n * @deprecated Use g.\n */\nfunction f() {}")

    assert (doc.is_private, doc.deprecated) == (True, "Use g.")


@pytest.mark.parametrize(
    "source",
    ["function f() {}", "/* plain */ function f() {}", "/** of a value */ const a = 1;", "", "/**"],
)
def test_what_is_not_documented_is_left_out(source: str):
    assert list(read_jsdoc(source)) == []


def test_an_optional_parameter_before_a_required_one_stays_required():
    parameters = (ParameterDoc("options"), ParameterDoc("options"), ParameterDoc("data"))

    assert [one.is_optional for one in settle_optional(parameters)] == [False, False, False]


@given(st.text(alphabet="/* \n@param{}[]().,:=<>-exampltionfuc", max_size=300))
def test_no_text_makes_the_reader_fail(text: str):
    docs = list(read_jsdoc(f"/**{text}*/ function f({text}) {{}}"))

    assert all(doc.name for doc in docs)
