import pytest

from openfn_studio.language.document import Document
from openfn_studio.language.reads import reads_of
from openfn_studio.language.state_names import json_path


def read(source: str, *path: str | int) -> list[str]:
    """What the places say that read a path."""
    units = source.encode("utf-16-le")
    found = reads_of(Document(source), path)
    return [units[2 * one.start : 2 * one.end].decode("utf-16-le") for one in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fn(state => state.data.form.name);", ["state.data.form"]),
        ("fn(s => s.data?.form);", ["s.data?.form"]),
        ("fn(state => state['data'][`form`]);", ["state['data'][`form`]"]),
        ("post('/x', $.data.form.name);", ["$.data.form"]),
        ("post('/x', state.data.form);", ["state.data.form"]),
        ("fn(function (state) { return state.data.form; });", ["state.data.form"]),
        ("get('/x', { query: state => state.data.form });", ["state.data.form"]),
        ("get('/x').then(state => state.data.form);", ["state.data.form"]),
        ("fn(state => state.data.form.map(x => x));", ["state.data.form"]),
        ("fn(state => state.data.form());", []),
        ("fn(state => { state.data.form = 1; delete state.data.form; });", []),
        ("fn(state => { state.data.form += 1; });", ["state.data.form"]),
        ("fn(state => state.data);", []),
        ("fn(state => state.data.formula);", []),
        ("fn(state => other.data.form);", []),
        ("const state = {}; log(state.data.form);", []),
        ("fn(state => { const { data } = state; return data.form; });", ["data.form"]),
        ("fn(({ data }) => data.form);", ["data.form"]),
        ("fn(state => { const { form } = state.data; return form; });", ["form"]),
        ("fn(state => { const { form: f = 1 } = state.data; });", ["form"]),
        ("fn(({ data: { form: { name } } }) => name);", ["form", "name"]),
        ("fn(state => { const d = state.data || {}; return d.form; });", ["d.form"]),
        ("fn(state => { let d = state.data; d = 1; return d.form; });", []),
        ("fn(state => { const d = state.data; return x(d => d.form); });", []),
        ("fn(state => ({ form: state.data.form }));", ["state.data.form"]),
        ("fn(state => { const { form } = state.data; return { form }; });", ["form"]),
    ],
)
def test_code_that_reads_a_path_is_found(source: str, expected: list[str]):
    assert read(source, "data", "form") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("post(dataValue('form.name'));", ["'form.name'"]),
        ('post(dataValue("form"));', ['"form"']),
        ("post(dataPath(`form[0]`));", ["`form[0]`"]),
        ("post(sourceValue('$.data.form'));", ["'$.data.form'"]),
        ("post(dataValue('formula'), field('data.form', 1));", []),
        ("each('data.form[*]', fn(s => s));", ["'data.form[*]'"]),
        ("each('$.data.form[*]', fn(s => s));", ["'$.data.form[*]'"]),
        ("post('$.data..form');", []),
        ("log('costs $.data.form');", []),
        ("post(dataValue(`form${x}`));", []),
    ],
)
def test_texts_that_are_paths_are_found(source: str, expected: list[str]):
    assert read(source, "data", "form") == expected


CASES = """each(
  '$.data.cases[*]',
  post('/x', {
    body: state => state.data.name,
    query: { name: dataValue('name') },
  })
);
fn(state => {
  for (const one of state.data.cases) log(one.name);
  return state.data.cases.map(({ name }) => name);
});
each(state => state.data.cases, fn(({ data }) => data.name));
each(dataPath('cases[*]'), each('$.data.visits[*]', fn(state => state.data.name)));
each(x(), fn(state => state.data.name));
"""


def test_items_of_a_list_are_followed_through_each_and_callbacks():
    assert read(CASES, "data", "cases", 7, "name") == [
        "state.data.name",
        "'name'",
        "one.name",
        "name",
        "data.name",
    ]
    assert read(CASES, "data", "cases", 0, "visits", 3, "name") == ["state.data.name"]
    assert read(CASES, "data", "name") == []


def test_positions_are_told_apart_where_the_code_does():
    source = "fn(state => [state.a[0].b, state.a[1].b, state.a[i].b, state[k].b, state.a['k'].b]);"

    assert read(source, "a", 1, "b") == ["state.a[1].b", "state.a[i].b"]
    assert read(source, "a", "k", "b") == ["state.a['k'].b"]


def test_other_parts_of_the_state_are_found_too():
    source = "post(lastReferenceValue('id'), state => state.references[0].id, $.form['@case_id']);"

    assert read(source, "references", 0, "id") == ["'id'", "state.references[0].id"]
    assert read(source, "form", "@case_id") == ["$.form['@case_id']"]
    assert read(source) == []


def test_a_broken_text_and_a_deep_one_are_read_as_far_as_they_go():
    assert read("fn(state => state.data.form); post(", "data", "form") == ["state.data.form"]
    assert read("fn(state => state" + ".a" * 5000 + ");", "b") == []


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$.data.cases[*].name", ("data", "cases", None, "name")),
        ("form[0]['a b']", ("form", 0, "a b")),
        ("$.form[@case_id]", ("form", "@case_id")),
        ("$.a[?(@.x)]", None),
        ("$..a", None),
        ("some words", None),
        ("$", ()),
    ],
)
def test_json_paths_are_read_as_far_as_they_name_one_place(text: str, steps: object):
    assert json_path(text) == steps
