"""How wide each operation's cell is."""

import itertools

import pytest

from openfn_studio.ui.timeline.measures import GAP, NARROWEST, WIDEST_CELL, spans


def test_longer_operations_are_wider_and_all_fit():
    found = spans([2, 48, 163, 3, 0], 756)

    assert [one.left for one in found] == sorted(one.left for one in found)
    assert found[2].width > found[1].width > found[0].width
    assert found[-1].right == pytest.approx(756)
    assert all(b.left - a.right == pytest.approx(GAP) for a, b in itertools.pairwise(found))


def test_an_instant_operation_still_has_room_for_its_name():
    found = spans([0, 2_000_000], 700)

    assert found[0].width >= NARROWEST * 2


def test_many_operations_go_on_past_the_room():
    found = spans([5.0] * 200, 800)

    assert found[-1].right > 800
    assert found[0].width >= NARROWEST * 2


@pytest.mark.parametrize("time", [0.0, 3.0, 100_000.0])
def test_one_operation_does_not_fill_the_window(time: float):
    found = spans([time], 1_600)

    assert found[0].width <= max(WIDEST_CELL, 800)


def test_the_scale_makes_cells_larger():
    assert spans([1.0] * 50, 400, 2.0)[0].width == pytest.approx(
        spans([1.0] * 50, 400)[0].width * 2
    )


def test_no_operation_no_cell():
    assert spans([], 100) == ()
