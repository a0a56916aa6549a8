from __future__ import annotations

from ui.guard.buckets import TokenBuckets


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_name_has_its_burst_and_then_what_comes_back_with_time() -> None:
    clock = _Clock()
    buckets = TokenBuckets(burst=3, per_second=0.5, clock=clock)
    assert [buckets.take("sara") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert buckets.take("omar") == 0
    clock.now = 1.5
    assert buckets.take("sara") == 0.5
    clock.now = 2.0
    assert [buckets.take("sara") for _ in range(2)] == [0, 2]
    clock.now = 1_000.0
    assert [buckets.take("sara") for _ in range(4)] == [0, 0, 0, 2]


def test_what_is_given_back_can_be_taken_again_and_is_never_more_than_the_burst() -> None:
    buckets = TokenBuckets(burst=1, per_second=0.001, clock=_Clock())
    buckets.give_back("sara")
    assert buckets.take("sara") == 0
    assert buckets.take("sara") > 0
    buckets.give_back("sara")
    assert buckets.take("sara") == 0


def test_only_so_many_names_are_remembered() -> None:
    buckets = TokenBuckets(burst=1, per_second=0.001, most=2, clock=_Clock())
    assert [buckets.take(name) for name in ("a", "b", "a", "c", "b")] == [0, 0, 1000, 0, 0]
