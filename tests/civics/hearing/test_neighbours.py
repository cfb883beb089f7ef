"""The nearest sayings are those that a plain comparison with every saying finds, whatever words come together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civics.hearing import neighbours
from civics.hearing.book import neighbours as sayings
from civics.hearing.reading import plain_words


def _plainly(words: list[str]) -> list[float]:
    index = neighbours._index()
    held = {each for each in neighbours._features(words[: neighbours._MOST_WORDS]) if each in index.rare}
    length = sum(index.rare[each] ** 2 for each in held) ** 0.5
    shared = [0.0] * len(index.lengths)
    for each in held:
        for saying in index.sayings[each]:
            shared[saying] += index.rare[each] ** 2
    near = [weight / (length * own) for weight, own in zip(shared, index.lengths, strict=True) if weight]
    return sorted(near, reverse=True)[: neighbours._NEAREST]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_the_nearest_are_found_without_looking_at_all(numbers: list[int]) -> None:
    every = [word for _, text in sayings() for word in plain_words(text)]
    whole = plain_words(sayings()[numbers[0] % len(sayings())][1])
    words = [*whole[: numbers[0] % 7], *(every[number % len(every)] for number in numbers)]
    assert sum(neighbours.votes(words).values()) == pytest.approx(sum(_plainly(words)))
