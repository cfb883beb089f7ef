"""A secret ballot's talk is sealed under the key of the consultation, also when words wait or the key is away."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.message import Kind
from storage.database.database import Database
from storage.database.outside import KeyGoneError, beside
from storage.database.seal import DAY, Seal, ring_of
from storage.polls import ballots, polls
from storage.polls import keys as poll_keys
from storage.tables.messages import web_messages
from tests.databases import KEY, Now
from tests.handlers.polls.test_polling import begin
from tests.handlers.street import Citizen
from tests.hostile.polling_place import PollingPlace, chooses


@pytest.fixture
def place(store: Database, now: Now, tmp_path: Path) -> PollingPlace:
    """A street whose words go through the whole database."""
    made = PollingPlace(store, now)
    made.ward = replace(made.ward, settings=replace(made.ward.settings, files_dir=tmp_path / "files"))
    return made


def answering(place: PollingPlace, *, channel: str = "web") -> Citizen:
    """Somebody who is asked about the first article."""
    lan = place.neighbour("Lan", channel=channel)
    lan.say("lấy ý kiến")
    for label in ("1" if channel == "zalo" else "Dự thảo quy ước", "Xem từng điều"):
        chooses(lan, label)
    return lan


def bodies(place: PollingPlace) -> list[str]:
    """What stands in the web chat, oldest first."""
    return [str(row["body"]) for row in place.rows(web_messages.name)]


def test_words_that_arrive_behind_a_waiting_one_are_sealed_by_what_they_turn_out_to_be(place: PollingPlace) -> None:
    begin(place)
    lan = answering(place)
    number = len(bodies(place))
    for text in ("Ý kiến khác", "Chỗ này nên bỏ"):
        place.arrive(lan.event(Kind.MESSAGE, text=text))
    first, second = bodies(place)[number:]
    assert not ring_of(first).startswith(DAY)
    assert ring_of(second).startswith(DAY)
    place.work()
    for body in bodies(place)[number : number + 2]:
        assert not ring_of(body).startswith(DAY)
        with pytest.raises(KeyGoneError):
            Seal(KEY).open_text(body)
    minh = place.neighbour("Minh", channel="web")
    for text in ("Đèn đường ngõ 12 hỏng đã ba hôm", "Tối lắm ạ"):
        place.arrive(minh.event(Kind.MESSAGE, text=text))
    place.work()
    said = [Seal(KEY).open_text(body) for body in bodies(place) if not ring_of(body)]
    assert sum("\\u" in each or "ngõ" in each for each in said) >= 2, "it is no choice: it stays readable for ever"


@pytest.mark.parametrize("channel", ["web", "zalo"])
def test_a_talk_whose_key_is_away_keeps_its_answers_and_goes_on_later(
    place: PollingPlace, tmp_path: Path, channel: str
) -> None:
    key = begin(place)
    lan = answering(place, channel=channel)
    chooses(lan, "Không đồng ý")
    lasting = lan.all()[-1]
    away = beside(tmp_path / "files").place(poll_keys.ring(key)).rename(tmp_path / "away")
    lan.say("Đồng ý")
    assert lan.all()[-1].id != lasting.id, "something is said"
    assert place.rows("runs")[-1]["state"] == "left"
    away.rename(beside(tmp_path / "files").place(poll_keys.ring(key)))
    lan.say("tiếp tục")
    assert "(2/2) Điều 2" in lan.sees()
    chooses(lan, "Đồng ý")
    chooses(lan, "Gửi đi")
    assert "Mã biên nhận" in lan.sees()
    place.store.run(ballots.close, key)
    result: Any = place.store.look(polls.get, key).result
    assert result is not None
    mine = result["apart"] if channel == "web" else result  # a web chat that has shown no code counts apart
    assert mine["articles"] == {
        "a1": {"yes": 0, "no": 1, "other": 0, "blank": 0}, "a2": {"yes": 1, "no": 0, "other": 0, "blank": 0},
    }  # fmt: skip


def test_a_message_whose_key_is_gone_stops_nobody_else_s(place: PollingPlace, tmp_path: Path) -> None:
    key = begin(place)
    lan, minh = answering(place), place.neighbour("Minh", channel="web")
    choice = lan.all()[-1].buttons["Đồng ý"].value
    place.arrive(lan.event(Kind.PRESS, press=choice, press_id="p", message_id=lan.all()[-1].id))
    place.work()  # its answer waits to be sent
    poll_keys.destroy(beside(tmp_path / "files"), key)
    before = len(lan.all())
    minh.say("xin chào")
    assert minh.all()
    assert len(lan.all()) == before
    assert "back" in [row["state"] for row in place.rows("outbox")]
