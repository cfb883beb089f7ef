"""A law contest as pure rules: what is drawn, whose answer is in time, how players are ranked, what is flagged."""

import random
from datetime import UTC, datetime, timedelta

from civics.registers import contests
from civics.registers.contests import Item, Player, Score

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _player(
    number: int, *, name: str = "", unit: int | None = 1, guess: int | None = 0, house: int | None = None
) -> Player:
    return Player(number, name, bool(name), unit, guess, house)


def test_each_attempt_is_drawn_anew_and_no_letter_tells_the_right_one() -> None:
    bank = dict.fromkeys(range(1, 41), "abcd")
    bank[7] = "abc"
    one = contests.draw(bank, 10, random.Random(1))
    two = contests.draw(bank, 10, random.Random(2))
    assert one != two
    assert len({each.question_id for each in one}) == 10
    assert all(sorted(each.order) == sorted(bank[each.question_id]) for each in (*one, *two))
    assert len({each.order for each in (*one, *two)}) > 5
    assert len(contests.draw({1: "ab"}, 10, random.Random(1))) == 1
    item = Item(1, "cadb")
    assert [item.meant(each) for each in "abcdex"] == ["c", "a", "d", "b", "", ""]
    assert Item(1, "ba").meant("c") == ""


def test_an_answer_counts_by_the_clock_of_the_server() -> None:
    late = timedelta(seconds=20) + contests.GRACE
    assert contests.in_time(NOW, NOW + late, 20)
    assert not contests.in_time(NOW, NOW + late + timedelta(milliseconds=1), 20)
    assert contests.too_fast(200, timedelta(seconds=4))
    assert not contests.too_fast(200, timedelta(seconds=5))


def test_points_first_then_the_closer_guess_then_time_and_equals_share_a_place() -> None:
    players = [_player(1, guess=9), _player(2, guess=2), _player(3, guess=2), _player(4), _player(5, guess=2)]
    scores = [
        Score(1, 1, 3, 3, 10.0), Score(2, 1, 3, 3, 30.0), Score(3, 1, 3, 2, 5.0), Score(3, 1, 3, 1, 1.0),
        Score(5, 1, 3, 2, 5.0),
    ]  # fmt: skip
    found = contests.ranked(players, scores)
    assert [(each.player.id, each.place) for each in found] == [(2, 1), (1, 2), (3, 3), (5, 3)]
    assert [each.full for each in found] == [True, True, False, False]  # so two answered everything right
    both = contests.ranked([_player(1)], [Score(1, 1, 3, 1, 5.0), Score(1, 1, 3, 2, 9.0), Score(1, 2, 3, 3, 7.0)])
    assert (both[0].right, both[0].asked, both[0].seconds) == (5, 6, 16.0)  # the best of each round


def test_groups_are_added_up_and_cheats_are_only_marked() -> None:
    players = [
        _player(1, name="Lý Thị Mai", unit=1), _player(2, name="lý thị  MAI", unit=1),
        _player(3, name="Lý Thị Mai", unit=2),
        _player(4, unit=2, house=8), _player(5, unit=None, house=8),
    ]  # fmt: skip
    scores = [Score(each.id, 1, 4, 2, 9.0, fast=2 if each.id == 3 else 1) for each in players]
    found = contests.ranked(players, scores)
    flags = {each.player.id: each.flags for each in found}
    assert flags == {1: ("twin",), 2: ("twin",), 3: ("fast",), 4: ("house",), 5: ("house",)}
    assert {each.right for each in found} == {2}  # a mark takes no point
    assert [(each.unit_id, each.players, each.right, each.mean) for each in contests.groups(found)] == [
        (1, 2, 4, 2.0), (2, 2, 4, 2.0),
    ]  # fmt: skip
