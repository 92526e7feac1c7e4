"""The lists of runs over real benches."""

from tests.ui.running.conftest import bench, make_bench

__all__ = ["bench", "make_bench"]
