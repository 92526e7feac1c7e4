from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.store.ids import first_id_at, milliseconds, moment_of, next_id


@given(st.lists(st.integers(0, 2**42), min_size=1))
def test_ids_always_grow_whatever_the_clock_does(times_ms: list[int]):
    ids = [0]
    for time_ms in times_ms:
        ids.append(next_id(ids[-1], time_ms))

    assert ids == sorted(set(ids))
    assert ids[-1] >= max(times_ms) << 20
    assert ids[-1] < 2**63


def test_a_range_of_dates_is_a_range_of_ids():
    morning, noon = (datetime(2026, 5, 3, hour, tzinfo=UTC) for hour in (8, 12))
    at_ten = next_id(0, milliseconds(datetime(2026, 5, 3, 10, tzinfo=UTC)))

    assert first_id_at(morning) < at_ten < first_id_at(noon)
    assert next_id(at_ten, milliseconds(morning)) == at_ten + 1


def test_a_moment_goes_there_and_back():
    moment = datetime(2026, 5, 3, 10, 0, 0, 123000, UTC)

    assert moment_of(milliseconds(moment)) == moment
