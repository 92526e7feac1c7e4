from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.ui.log.places import RowPlaces

HEIGHT = 10
heights = st.dictionaries(st.integers(0, 30), st.integers(HEIGHT, 90), max_size=8)


def placed(unfolded: dict[int, int]) -> RowPlaces:
    places = RowPlaces(HEIGHT)
    for row, height in unfolded.items():
        places.set_height(row, height)
    return places


@given(heights, st.integers(0, 40), st.integers(-5, 1_500))
def test_rows_are_found_where_they_stand(unfolded: dict[int, int], count: int, y: int):
    places = placed(unfolded)
    tops = [0]
    for row in range(count):
        tops.append(tops[-1] + unfolded.get(row, HEIGHT))

    assert [places.top(row) for row in range(count + 1)] == tops
    expected = next((row for row in range(count) if tops[row] <= y < tops[row + 1]), -1)
    assert places.row_at(y, count) == expected


def test_a_million_rows_are_found_without_walking_them():
    places = placed({500_000: 300})

    assert places.top(1_000_000) == 10_000_290
    assert places.row_at(9_000_000, 1_000_000) == 899_971


def test_a_folded_row_costs_nothing():
    places = placed({3: 90, 5: 40})

    places.set_height(3, HEIGHT)

    assert places.height_of(3) == HEIGHT
    assert places.top(6) == 6 * HEIGHT + 30
