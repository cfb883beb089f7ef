"""Dates as people write them, in Vietnam time. 23 November 2026 is a Monday."""

from datetime import UTC, date, datetime

import pytest

from civics.cases.clocks import clocks_for
from civics.cases.emergencies import Emergency
from civics.cases.moves import CaseState
from civics.days import calendar
from civics.days.saying import say_date, say_moment
from civics.ward.roles import Role
from core.clock import VIETNAM
from core.words import LANGUAGES
from tests.parts import catalogue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
WORDS = catalogue()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 22), "hôm qua"),
        (date(2026, 11, 23), "hôm nay"),
        (date(2026, 11, 24), "ngày mai"),
        (date(2026, 11, 27), "thứ Sáu 27/11"),
        (date(2027, 1, 4), "thứ Hai 4/1/2027"),
    ],
)
def test_a_day_is_named_as_people_name_it(day: date, said: str) -> None:
    assert say_date(WORDS, "vi", calendar.ends(day, office=True), NOW) == said


def test_the_day_is_that_of_viet_nam() -> None:
    assert say_date(WORDS, "vi", datetime(2026, 11, 23, 17, 30, tzinfo=UTC), NOW) == "ngày mai"


def test_a_moment_has_its_hour_and_the_end_of_a_day_has_none() -> None:
    day = date(2026, 11, 27)
    assert "17:00" in say_moment(WORDS, "vi", calendar.ends(day, office=True), NOW)
    assert say_moment(WORDS, "vi", calendar.ends(day, office=False), NOW) == "hết thứ Sáu 27/11"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_all_of_it_itself(language: str) -> None:
    assert {key for key in WORDS.keys("vi") if key.startswith("saying.")} <= WORDS.keys(language)
    states = [f"civics.state.{each}" for each in CaseState] + [f"civics.emergency.{each}" for each in Emergency]
    assert [key for key in states if not WORDS.has(language, key)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_staff_read_roles_and_clocks_in_their_language(language: str) -> None:
    clocks = clocks_for("phan_anh", NOW, urgent=True) + clocks_for("khieu_nai", NOW, form_date=NOW)
    clocks += clocks_for("khieu_nai", NOW, accepted_on=NOW)
    keys = [f"civics.role.{each}" for each in Role] + [f"civics.clock.{each.name}" for each in clocks]
    assert [key for key in keys if not WORDS.has(language, key)] == []
