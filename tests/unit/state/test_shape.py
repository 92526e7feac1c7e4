import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.shape import MOST_ITEMS, MOST_KEYS, Shape, infer_shape
from openfn_studio.state.tree import Document


def shape_of(*values: Any) -> Shape:
    return infer_shape(Document(json.dumps(value).encode()) for value in values)


def test_types_presence_and_example():
    shape = shape_of({"a": 1, "b": None}, {"a": "x", "b": "two", "c": []})

    assert shape.members["a"].types == {"number", "string"}
    assert shape.members["a"].type_words == "text or number"
    assert shape.members["a"].presence == 1
    assert shape.members["b"].example == '"two"'
    assert shape.members["c"].presence == 0.5
    assert shape.members["c"].items is None


def test_items_of_all_arrays_are_one_shape():
    shape = shape_of({"rows": [{"id": 1}, {"id": 2, "name": "Amina"}]})

    row = shape.at(("rows", 17))

    assert row is not None
    assert list(row.members) == ["id", "name"]
    assert row.members["name"].presence == 0.5
    assert shape.members["rows"].example == "2 items"


def test_a_path_that_leads_nowhere_is_none():
    shape = shape_of({"a": {"b": 1}})

    assert shape.at(("a", "x", "y")) is None
    assert shape.at(("a", 0)) is None


def test_limits_cut_and_say_so():
    many = shape_of({f"k{number}": 1 for number in range(MOST_KEYS + 5)})
    deep: Any = 1
    for _ in range(40):
        deep = {"a": deep}

    assert len(many.members) == MOST_KEYS
    assert many.is_cut
    shape: Shape | None = shape_of(deep)
    for _ in range(14):
        assert shape is not None
        shape = shape.at(("a",))
    assert shape is not None
    assert shape.is_cut


def test_names_of_a_wide_sample_are_kept_where_nothing_is_left_to_look_into_it():
    wide = {f"k{number}": [{"a": n} for n in range(MOST_ITEMS)] for number in range(MOST_KEYS)}

    shape = shape_of(wide)

    assert len(shape.members) == MOST_KEYS
    assert shape.members[f"k{MOST_KEYS - 1}"].types == {"array"}


def test_a_large_array_is_sampled_from_all_over_it():
    rows = [{"early": n} for n in range(5000)] + [{"late": n} for n in range(5000)]

    row = shape_of({"rows": rows}).at(("rows", 0))

    assert row is not None
    assert set(row.members) == {"early", "late"}


def test_steps_are_written_as_javascript_and_jsonpath_want_them():
    shape = shape_of({})

    assert shape.code_step("age") == ".age"
    assert shape.code_step("@case_id") == "['@case_id']"
    assert shape.path_step("group/field") == "[group/field]"
    assert shape.path_step("a[0]") is None


def test_long_texts_are_cut_in_examples():
    shape = shape_of({"note": "x" * 500})

    assert shape.members["note"].example.endswith('…"')
    assert len(shape.members["note"].example) < 70


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_every_place_of_every_sample_is_known(samples: list[Any]):
    shape = shape_of(*samples)

    def check(value: Any, known: Shape | None) -> None:
        assert known is not None
        assert 0 < known.presence <= 1
        if isinstance(value, dict):
            assert "object" in known.types
            for key, member in value.items():
                check(member, known.members.get(key))
        elif isinstance(value, list):
            assert "array" in known.types
            for item in value:
                check(item, known.items)

    for sample in samples:
        check(sample, shape)
