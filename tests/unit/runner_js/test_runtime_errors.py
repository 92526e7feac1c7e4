"""Every error names the job's own line, whatever was thrown and from wherever."""

# ruff: noqa: E501 - a row of a table holds a whole job

from collections.abc import Iterator

import pytest

from tests.unit.runner_js.client import Batch, run_alone


@pytest.fixture(scope="module")
def batches() -> Iterator[dict[str, Batch]]:
    made = {dialect: Batch(dialect) for dialect in ("v1", "v2")}
    yield made
    for batch in made.values():
        batch.close()


# The mark «» stands before the place that must be named; it is taken out of the job. V8 itself
# blames the `return` for a name that is missing right behind it.
EXACT = {
    "the first column": "fn(«»missing);",
    "a second operation on the line": "fn(s => s); fn(s => «»missing);",
    "after a tab": "fn(s => {\n\t«»missing;\n});",
    "after wide characters": "fn(s => { const t = '🙂ü漢'; «»return missing; });",
    "CRLF line ends": "fn(s => s);\r\nfn(s => {\r\n  «»missing;\r\n});",
    "a line separator": "fn(s => s);\u2028fn(s => «»missing);",
    "after a template over lines": "fn(s => {\n  const t = `a\nb\nc`;\n  «»return missing;\n});",
    "after comments": "/* a\nb */ // c\nfn(s =>\n  // d\n  «»missing);",
    "in a callback of a list": "fn(s => [1].map(x =>\n  x + «»missing));",
    "in a nested operation": "each([1],\n  fn(s => «»missing));",
    "a property of undefined": "fn(s => s.a.«»b.c);",
    "no function": "fn(s => s.«»nope());",
    "a throw statement": "fn(s => {\n  throw «»new Error('x');\n});",
    "after an await": "fn(async s => {\n  await null;\n  «»missing;\n});",
    "in a promise's then": "fn(s => Promise.resolve(s).then(x =>\n  «»missing));",
    "JSON that does not parse": "fn(s =>\n  JSON.«»parse('<html>'));",
    "in a getter": "fn(s => {\n  const o = { get a() { «»return missing; } };\n  return o.a;\n});",
    "in a default argument": "fn((s, t = «»missing) => t);",
    "in destructuring": "fn(({ a: { «»b } }) => b);",
    "in a sort": "fn(s => [2, 1].sort((a, b) =>\n   «»missing));",
    "in a replacer": "fn(s => 'a'.replace(/a/, () => «»missing));",
    "a message that looks like a frame": (
        "fn(s => {\n\n  throw «»new Error('x\\n    at fn (file:///jobs/job.js:1:1)');\n});"
    ),
    "recursion without end": "fn(s => {\n  const f = «»() => f();\n  return f();\n});",
}


@pytest.mark.parametrize("dialect", ["v1", "v2"])
@pytest.mark.parametrize("name", EXACT)
def test_the_exact_place_is_named(name: str, dialect: str, batches: dict[str, Batch]) -> None:
    marked = EXACT[name]
    job = marked.replace("«»", "")
    lines = marked.split("«»")[0].replace("\r\n", "\n").replace("\u2028", "\n").split("\n")
    column = len(lines[-1].encode("utf-16-le")) // 2 + 1

    ended = batches[dialect].run(job)

    assert ended.exit_code == 1
    at = ended.error["at"]
    assert at["line"] == len(lines)
    if name != "recursion without end":
        assert (at["line"], at["column"]) == (len(lines), column)
    assert not at.get("is_operation")
    assert ended.error["excerpt"].startswith(f"{at['line']} | ")


V2_ONLY = {
    "top-level code": "const a = 1;\n«»missing;\nfn(s => s);",
    "an own helper": "fn(s => help());\nfunction help() {\n  «»return missing;\n}",
    "an optional call": "fn(s => s?.data?.a«».b);",
    "a class": "class A {\n  go() { «»return missing; }\n}\nfn(s => new A().go());",
    "top-level await": "await Promise.reject(«»new Error('x'));\nfn(s => s);",
    "in a then chain": "fn(s => s).then(s =>\n  «»missing);",
}


@pytest.mark.parametrize("name", V2_ONLY)
def test_the_exact_place_in_modern_code_is_named(name: str, batches: dict[str, Batch]) -> None:
    marked = V2_ONLY[name]
    lines = marked.split("«»")[0].split("\n")

    ended = batches["v2"].run(marked.replace("«»", ""))

    at = ended.error["at"]
    assert (at["line"], at["column"]) == (len(lines), len(lines[-1]) + 1)


OPERATION = {
    "an adaptor's throw": "fn(s => s);\nfail('deep');",
    "an adaptor's late rejection": "fn(s => s);\nfailLater('late');",
    "a text": "fn(s => s);\nfailWith(() => 'text');",
    "null": "fn(s => s);\nfailWith(() => null);",
    "undefined": "fn(s => s);\nfailWith(() => undefined);",
    "a number": "fn(s => s);\nfailWith(() => 42);",
    "an object": "fn(s => s);\nfailWith(() => ({ code: 7 }));",
    "a symbol": "fn(s => s);\nfailWith(() => Symbol('s'));",
    "a proxy that throws": (
        "fn(s => s);\nfailWith(() => new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } }));"
    ),
    "an error without a stack": (
        "fn(s => s);\nfailWith(() => { const e = new Error('x'); e.stack = 5; return e; });"
    ),
    "an error whose stack throws": (
        "fn(s => s);\nfailWith(() => ({ get stack() { throw 1; }, message: 'm' }));"
    ),
}


@pytest.mark.parametrize("dialect", ["v1", "v2"])
@pytest.mark.parametrize("name", OPERATION)
def test_without_a_line_of_the_job_its_operation_is_named(
    name: str, dialect: str, batches: dict[str, Batch]
) -> None:
    ended = batches[dialect].run(OPERATION[name])

    error = ended.error
    assert error["at"] == {"line": 2, "column": 1, "is_operation": True}
    assert error["operation"] == 1
    assert error["message"]


def test_an_adaptors_error_names_its_package_and_file(batches: dict[str, Batch]) -> None:
    error = batches["v2"].run("fail('deep');").error

    assert error["source"] == "adaptor"
    assert error["message"] == "deep"
    assert error["frames"][0]["package"] == "@openfn/language-plain"
    assert error["frames"][0]["function"] == "throwDeep"
    assert error["frames"][0]["file"].endswith("index.cjs")


def test_the_job_beneath_an_adaptors_frames_is_found(batches: dict[str, Batch]) -> None:
    error = batches["v2"].run("fn(s => s);\nfn(s => {\n  return fail('inner')(s);\n});").error

    assert error["source"] == "adaptor"
    assert error["at"] == {"line": 3, "column": 23}


@pytest.mark.parametrize(
    ("thrown", "message"),
    [
        ("'text'", "text"),
        ("null", "null: the throw gives no reason"),
        ("undefined", "undefined: the throw gives no reason"),
        ("{ a: [1] }", '{"a":[1]}'),
        ("new AggregateError([new Error('one'), new TypeError('two')])", "one; two"),
        ("Object.assign(new Error(''), { name: 'Odd' })", "Odd"),
    ],
)
def test_anything_thrown_has_a_message(
    thrown: str, message: str, batches: dict[str, Batch]
) -> None:
    ended = batches["v2"].run(f"fn(s => {{ throw {thrown}; }});")

    assert ended.error["message"] == message


def test_causes_codes_and_details_are_told(batches: dict[str, Batch]) -> None:
    job = """
      fn(s => {
        const deep = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
        const error = new Error('could not send', { cause: new TypeError('fetch failed', { cause: deep }) });
        throw Object.assign(error, { statusCode: 503, body: { reason: 'full' }, stack2: () => 1 });
      });
    """
    error = batches["v2"].run(job).error

    assert error["cause"] == "TypeError: fetch failed, caused by Error: refused"
    assert error["code"] == "ECONNREFUSED"
    assert error["details"] == {"statusCode": 503, "body": {"reason": "full"}}
    assert "Nothing answers" in error["fix"]


def test_cyclic_and_huge_errors_are_cut(batches: dict[str, Batch]) -> None:
    job = """
      fn(s => {
        const error = new Error('x'.repeat(1e6));
        error.cause = error;
        error.me = error;
        error.rows = Array.from({ length: 1e5 }, (_, i) => i);
        error.request = { socket: {} };
        throw error;
      });
    """
    error = batches["v2"].run(job).error

    assert len(error["message"]) < 11_000
    assert error["details"]["rows"] == "(too big to show)"
    assert "request" not in error["details"]
    assert error.get("cause") is None


FIXES = [
    ("fn(s => s.a.b);", "What stands before '.b' is undefined"),
    ("fn(s => s.a.b());", "What stands before '.b' is undefined"),
    ("fn(s => s.nope());", "is not a function here"),
    ("fn(s => { s.a.b = 1; });", "create that object"),
    ("fm(s => s);", "Did you mean 'fn'?"),
    ("fn(s => JSON.parse('<html>'));", "not JSON"),
    ("fn(() => { throw new Error('getaddrinfo ENOTFOUND h'); });", "host name is not known"),
    ("fn(() => { throw new Error('connect ECONNREFUSED 127.0.0.1'); });", "Nothing answers"),
    ("fn(() => { throw new Error('Request failed with status code 401'); });", "credential"),
    ("fn(() => { const c = 1; c = 2; });", "let"),
    ("import { fm } from '@openfn/language-plain'; fm();", "Did you mean 'fn'?"),
]


@pytest.mark.parametrize(
    ("fields", "fix"),
    [
        (
            "{ description: 'No base URL', fix: 'Set baseUrl.' }",
            "No base URL. Set baseUrl.",
        ),
        ("{ fix: ' Ask again! ' }", "Ask again!"),
        ("{ description: '', fix: 7 }", None),
        ("{ get fix() { throw new Error('hostile'); } }", None),
        ("{ description: 'x'.repeat(9000) }", "x" * 500 + "."),
    ],
)
def test_what_an_adaptor_says_of_its_error_is_the_advice(
    batches: dict[str, Batch], fields: str, fix: str | None
) -> None:
    job = (
        "fn(() => { throw Object.defineProperties(new Error('ODD'),"
        f" Object.getOwnPropertyDescriptors({fields})); }});"
    )
    error = batches["v1"].run(job).error

    assert error["message"] == "ODD"
    assert error.get("fix") == fix


@pytest.mark.parametrize(("job", "fix"), FIXES)
def test_well_known_errors_come_with_advice(job: str, fix: str, batches: dict[str, Batch]) -> None:
    assert fix in batches["v2"].run(job).error["fix"]


def test_function_not_available_comes_with_advice(batches: dict[str, Batch]) -> None:
    assert batches["v1"].run("fm(s => s);").error["fix"] == "Did you mean 'fn'?"
    assert "move 'helper' into" in batches["v1"].run("helper();").error["fix"]


def test_the_excerpt_shows_the_line_and_a_caret(batches: dict[str, Batch]) -> None:
    error = batches["v2"].run("fn(s => s);\n\tfn(s => s.a.b);").error

    assert error["excerpt"] == "2 | \tfn(s => s.a.b);\n    \t            ^"


def test_a_very_long_line_is_shown_in_part(batches: dict[str, Batch]) -> None:
    job = "fn(s => { const t = '" + "x" * 5000 + "'; return missing; });"
    excerpt = batches["v2"].run(job).error["excerpt"]

    assert "return missing" in excerpt
    assert len(excerpt) < 300


@pytest.mark.parametrize(
    ("job", "message", "line"),
    [
        ("fn(s => s);\nfn(s => {\n  Promise.reject(new Error('x'));\n  return new Promise(r => setTimeout(r, 500));\n});", "An unhandled rejection ended the run: x", 3),
        ("fn(s => s);\nfn(s => {\n  Promise.reject(new Error('x'));\n  return s;\n});", "An unhandled rejection ended the run: x", 3),
        ("fn(s => {\n  setTimeout(() => {\n    throw new Error('late');\n  }, 5);\n  return new Promise(r => setTimeout(r, 500));\n});", "A late error ended the run: late", 3),
        ("fn(s => s);\nfn(s => {\n  Promise.reject('text');\n  return new Promise(r => setTimeout(r, 500));\n});", "An unhandled rejection ended the run: text", 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_a_late_error_ends_the_run(job: str, message: str, line: int, dialect: str) -> None:
    ended = run_alone(job, dialect)

    assert ended.return_code == ended.exit_code == 5
    assert ended.error["message"] == message
    assert ended.error["at"]["line"] == line


def test_an_adaptor_that_exits_the_process_is_told() -> None:
    ended = run_alone("fn(s => s);\nleave(0);")

    assert ended.return_code == ended.exit_code == 5
    assert ended.error["name"] == "ProcessExit"
    assert ended.error["at"]["line"] == 2
