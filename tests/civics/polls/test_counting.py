"""The count equals an independent count, and majorities are measured against every household of the roll."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.polls.counting import Answer, Ballot, Source, Tally, alike, count, majority, standing, thresholds, turnout
from core.text import folded_words

ARTICLES = ("a1", "a2", "a7")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([f"h{n}" for n in range(8)]),
        st.dictionaries(st.sampled_from((*ARTICLES, "gone")), st.sampled_from(list(Answer))),
        st.booleans(),
    ),
    max_size=60,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_count_equals_an_independent_count_in_any_order(
    events: list[tuple[str, dict[str, Answer], bool]], chance: object
) -> None:
    ballots = [Ballot(voter, n, said, valid) for n, (voter, said, valid) in enumerate(events)]
    replayed = {voter: said for voter, said, valid in events if valid}  # a later pair replaces the earlier
    chance.shuffle(ballots)  # type: ignore[attr-defined]
    counted = count(ballots, ARTICLES)
    for article in ARTICLES:
        said_of_it = [said.get(article, Answer.BLANK) for said in replayed.values()]
        assert counted[article] == Tally(*(said_of_it.count(each) for each in Answer))


def test_an_invalid_last_ballot_leaves_the_valid_one_before_it() -> None:
    first = Ballot("h1", 1, {"a1": Answer.YES})
    assert standing([first, Ballot("h1", 2, {"a1": Answer.NO}, valid=False)]) == (first,)


@given(st.sampled_from(thresholds()), st.integers(1, 6000), st.data())
def test_a_majority_is_exact_against_all_households(law: object, total: int, data: st.DataObject) -> None:
    rule = next(each for each in thresholds() if each is law)
    yes = data.draw(st.integers(0, total))
    found = majority(yes, total, clause=rule.clause, source=Source.PAPER)
    ratio = Fraction(rule.numerator, rule.denominator)
    assert found is not None
    assert found.reached == (Fraction(yes, total) > ratio if rule.strict else Fraction(yes, total) >= ratio)
    assert found.reached == (yes >= found.least)


def test_only_clause_six_has_an_online_majority_and_opinions_have_none() -> None:
    assert majority(9, 10, clause="15.3", source=Source.ONLINE_VOTE) is None
    assert majority(9, 10, clause="15.6", source=Source.OPINIONS) is None
    online = majority(9, 10, clause="15.6", source=Source.ONLINE_VOTE)
    assert online is not None
    assert (online.least, online.reached) == (6, True)
    quy_uoc = majority(90, 300, clause="15.3", source=Source.MEETING)
    assert quy_uoc is not None
    assert (quy_uoc.reached, quy_uoc.least) == (False, 151)


@pytest.mark.parametrize(("yes", "total", "clause"), [(1, 0, "15.3"), (5, 4, "15.3"), (-1, 4, "15.3"), (1, 4, "16")])
def test_impossible_figures_are_refused(yes: int, total: int, clause: str) -> None:
    with pytest.raises(ValueError, match=r"households|ratio"):
        majority(yes, total, clause=clause, source=Source.PAPER)


def test_small_turnouts_are_hidden() -> None:
    assert turnout({"t1": 0, "t2": 1, "t3": 4, "t4": 5}) == {"t1": 0, "t2": None, "t3": None, "t4": 5}


def test_near_identical_opinions_are_found_without_diacritics() -> None:
    said = [(1, "Nên bỏ loa kéo sau 21 giờ."), (2, "nen bo loa keo sau 21 gio"), (3, "Thêm thùng rác ở ngõ 5")]
    assert alike(said) == ((1, 2), (3,))


@pytest.mark.parametrize(
    "other", ["Không mở loa kéo trong ngõ sau 22 giờ đêm thứ bảy", "Mở loa kéo trong ngõ sau 21 giờ đêm thứ bảy"]
)
def test_a_not_or_a_number_keeps_opinions_apart(other: str) -> None:
    assert len(alike([(1, "Mở loa kéo trong ngõ sau 22 giờ đêm thứ bảy"), (2, other)])) == 2


SAID = st.lists(
    st.lists(st.sampled_from(["rác", "loa", "chó", "ngõ", "xe", "đèn", "cây", "nước", "7"]), max_size=9), max_size=40
)


@given(SAID)
def test_looking_only_under_rare_words_misses_no_near_opinion(said: list[list[str]]) -> None:
    groups: list[tuple[frozenset[str], list[int]]] = []
    for n, words in enumerate(said):
        new = frozenset(folded_words(" ".join(words)))
        for kept, ids in groups:
            apart = any(word.isdecimal() for word in new ^ kept)
            if new == kept or (not apart and len(new & kept) >= 0.8 * len(new | kept)):
                ids.append(n)
                break
        else:
            groups.append((new, [n]))
    assert alike((n, " ".join(words)) for n, words in enumerate(said)) == tuple(tuple(ids) for _, ids in groups)
