"""Before the close only the turnout by group is shown, and no figure under five is shown or can be computed."""

import re

import pytest

from storage.database.database import Database
from tests.console.conftest import Desk
from tests.storage.polls.voting import Hall, hold, members

YES = {"a1": ("yes", "")}


def answered(database: Database, hall: Hall, households: tuple[int, ...]) -> None:
    """A member of each answers."""
    people = database.run(members, [f"p{each}" for each in households])
    for each, member in zip(households, people, strict=True):
        database.run(hall.cast, each, YES, member=member)


async def test_a_group_of_four_is_hidden_from_the_officer_and_from_everybody(desk: Desk) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=3, each=9, articles=1)
    answered(desk.database, hall, hall.households[:7] + hall.households[9:13])
    client = await desk.sign_in("an", role="officer")
    for path in (f"/console/polls/{hall.key}", f"/gop-y/{hall.key}"):
        shown = (await client.get(path)).text
        card = shown.partition("Đã tham gia</h2>")[2].partition("</section>")[0]
        cells = [each.partition("<")[0] for each in card.split('<td class="num">')[1:]]
        assert cells == ["7", "9", "dưới 5", "9", "0", "9"]
        assert "Ít nhất 7 hộ đã trả lời." in card
        assert "11" not in re.sub(r"/console/polls/[0-9a-z]+", "", card)  # the key of a poll is drawn at random


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
async def test_a_resident_reads_the_turnout_in_their_language(desk: Desk, language: str) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=1, each=6, articles=1)
    answered(desk.database, hall, hall.households)
    said = (await (await desk.browser()).get(f"/gop-y/{hall.key}?lang={language}")).text
    assert desk.context.words.say(language, "turnout.of", count="6", all="6") in said
