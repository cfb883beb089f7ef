"""NĐ 224/2026/NĐ-CP: a channel is rated in confidence, once a year by each, and shown from five ratings on."""

from storage.across import erasing
from storage.database.unit import UnitOfWork
from storage.registers import channel_rates, entries
from storage.registers.channel_rates import Told
from tests.handlers.street import Citizen, Street


def _channels(work: UnitOfWork, *names: str) -> list[int]:
    """Channels in use."""
    said = ({"name": each, "sort": "social", "address": each, "since_on": "2026-07-01"} for each in names)
    return [entries.add(work, "channel", each, by=None, state="active").id for each in said]


def _told(street: Street, ids: list[int]) -> dict[int, Told]:
    return street.store.look(channel_rates.told, ids)


def _rate(one: Citizen, channel: str, stars: str) -> None:
    one.say("đánh giá")
    if channel:
        one.press(channel)
    one.say(stars)


def test_five_people_rate_and_no_row_says_who_said_what(street: Street) -> None:
    people = [street.person(name, channel=channel).greeted() for name, channel in (
        ("Lan", "web"), ("Tám", "zalo-bot"), ("Hoa", "web"), ("Bình", "zalo"), ("Yến", "telegram"),
    )]  # fmt: skip
    people[0].say("đánh giá")
    assert "chưa ghi kênh nào" in people[0].sees()
    ids = street.store.run(_channels, "Zalo của phường", "Trang chat")
    for at, one in enumerate(people[:4]):
        _rate(one, "Zalo của phường", str(5 if at else 1))
        assert "Cảm ơn" in one.sees()
    assert _told(street, ids) == {}  # four: nothing is shown
    _rate(people[0], "", "4")  # the channel that is left
    people[0].say("đánh giá")
    assert "đã chấm các kênh" in people[0].sees()
    _rate(people[4], "Zalo của phường", "4")
    assert _told(street, ids) == {ids[0]: Told(4.0, 5)}
    sixth = street.person("Sáu").greeted()
    _rate(sixth, "Zalo của phường", "1")
    assert _told(street, ids) == {ids[0]: Told(4.0, 5)}  # shown with the next five only
    assert {tuple(each) for each in street.rows("channel_raters")} == {("channel_id", "year", "mark")}
    kept = [each for each in street.rows("runs") if each["dialog"] == "rate"]
    assert {str(each["answers"]) for each in kept} == {"{}"}
    resident = int(str(street.rows("residents")[0]["id"]))
    street.store.run(erasing.erase, resident)
    assert len(street.rows("channel_raters")) == 5
    assert _told(street, ids) == {ids[0]: Told(4.0, 5)}  # what was said leads to nobody, and stays
