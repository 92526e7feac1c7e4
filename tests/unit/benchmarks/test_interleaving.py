from collections.abc import Callable

from benchmarks.harness.interleaving import interleaved


def test_variants_take_turns_and_warm_ups_are_not_kept() -> None:
    order: list[str] = []

    def variant(name: str) -> Callable[[], int]:
        def measure() -> int:
            order.append(name)
            return len(order)

        return measure

    kept = interleaved({"A": variant("A"), "B": variant("B")}, rounds=2, warm_ups=1)

    assert order == ["A", "B"] * 3
    assert kept == {"A": [3, 5], "B": [4, 6]}


def test_progress_is_told_before_each_round() -> None:
    told: list[str] = []

    interleaved({"A": lambda: len(told)}, rounds=2, warm_ups=1, say=told.append)

    assert told == ["Warming up.", "Round 1 of 2.", "Round 2 of 2."]
