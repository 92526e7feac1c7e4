from concurrent.futures import ThreadPoolExecutor

from openfn_studio.state.recent import Recent


def test_what_was_asked_for_last_is_kept_and_the_rest_made_again():
    made: list[int] = []
    recent: Recent[int, int] = Recent(2)

    def make(key: int) -> int:
        return recent.get(key, lambda: made.append(key) or key * 10)

    assert [make(key) for key in (1, 2, 1, 3, 1, 2)] == [10, 20, 10, 30, 10, 20]
    assert made == [1, 2, 3, 2]
    assert (recent.knows(1), recent.knows(3)) == (True, False)


def test_many_threads_ask_at_once():
    recent: Recent[int, int] = Recent(3)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: recent.get(n % 7, lambda: n % 7), range(5_000)))

    assert answers == [n % 7 for n in range(5_000)]
