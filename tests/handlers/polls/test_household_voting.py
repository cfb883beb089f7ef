"""Households answer in the chat: any member gives opinions, who speaks for it votes, and each household counts once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from civics.polls.rules import Secrecy
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.polls import ballots, polls
from storage.polls import keys as poll_keys
from storage.tables.polls import polls as rows
from tests.handlers.street import Citizen, Street
from tests.storage.polls.voting import Hall, hold


@pytest.fixture(autouse=True)
def files(street: Street, tmp_path: Path) -> Path:
    """Keys lie in a folder of the test's own."""
    folder = tmp_path / "files"
    street.ward = replace(street.ward, settings=replace(street.ward.settings, files_dir=folder))
    return folder


def claimed(
    street: Street, hall: Hall, name: str, household: int, *, speaks: bool = True, channel: str = "web"
) -> Citizen:
    """Somebody who typed the code of that household."""

    def code(work: UnitOfWork) -> str:
        return household_claims.make(work, hall.households[household], speaks=speaks, staff_id=1)

    citizen = street.person(name, channel=channel)
    if channel == "zalo":  # words instead of buttons
        citizen.say("xin chào")
        for _ in range(2):
            citizen.say("không")
    else:
        citizen.greeted()
    citizen.say(street.store.run(code))
    return citizen


def chooses(citizen: Citizen, label: str) -> None:
    """A press on a button, or its label typed where there are none."""
    if citizen.channel == "zalo":
        citizen.say(label)
    else:
        citizen.press(label)


def result(street: Street, hall: Hall) -> dict[str, object]:
    """What the close counted."""
    street.store.run(ballots.close, hall.key, staff_id=1)
    poll_keys.destroy(beside(hall.files), hall.key)
    found = street.store.look(polls.get, hall.key).result
    assert found is not None
    return dict(found)


def test_many_groups_at_once_hide_no_household_s_own_vote(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=3, articles=1)

    def others(work: UnitOfWork) -> None:
        mine = work.conn.execute(select(rows).where(rows.c.key == hall.key)).one()._asdict()
        for number in range(30):
            earlier = {**mine, "key": f"other{number}", "closes_at": mine["closes_at"] - timedelta(minutes=1)}
            del earlier["id"]
            made = work.conn.execute(insert(rows).values(**earlier).returning(rows.c.id)).scalar_one()
            poll_keys.make(beside(hall.files), f"other{number}")
            assert polls.articles(work, made) == []

    street.store.run(others)
    lan = claimed(street, hall, "Lan", 0)
    lan.say("lấy ý kiến")
    lan.press("Dự thảo")
    lan.press("Xem từng điều")
    lan.press("Đồng ý")


def test_a_household_counts_once_whoever_of_it_answers_last(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=3, articles=1)
    lan = claimed(street, hall, "Lan", 0)
    minh = claimed(street, hall, "Minh", 0, speaks=False, channel="zalo")
    for citizen, choice in ((lan, "Đồng ý"), (minh, "Không đồng ý")):
        citizen.say("lấy ý kiến")
        chooses(citizen, "Dự thảo")
        told = citizen.sees()
        chooses(citizen, "Xem từng điều")
        chooses(citizen, choice)
        assert "không phải kết quả biểu quyết" in citizen.sees()
        chooses(citizen, "Gửi đi")
        assert "Mã biên nhận" in citizen.sees()
        assert ("đã có người trả lời" in told) == (citizen is minh)
    found = result(street, hall)
    assert found["ballots"] == 1
    assert found["articles"] == {"a1": {"yes": 0, "no": 1, "other": 0, "blank": 0}}


def test_without_a_household_one_is_told_how_and_goes_on_after_the_code(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=1, articles=1)
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    assert "tính theo hộ gia đình" in lan.sees()
    lan.say(street.store.run(household_claims.make, hall.households[0], speaks=False, staff_id=1))
    lan.press("Góp ý dự thảo")
    lan.press("Dự thảo")
    assert "thay cho hộ 01-001" in lan.sees()


def test_a_vote_is_the_speakers_alone_and_its_words_are_those_of_a_vote(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=2, articles=2, vote=True)
    member = claimed(street, hall, "Minh", 0, speaks=False)
    member.say("lấy ý kiến")
    assert "do người đại diện hộ làm" in member.sees()
    lan = claimed(street, hall, "Lan", 0)
    lan.say("lấy ý kiến")
    lan.press("Dự thảo")
    assert "biểu quyết trực tuyến của hộ" in lan.sees()
    lan.press("Xem từng điều")
    lan.press("Đồng ý")
    lan.press("Không đồng ý")
    assert "phiếu biểu quyết của hộ 01-001" in lan.sees()
    assert "không phải kết quả biểu quyết" not in "\n".join(
        lan.all_text() if hasattr(lan, "all_text") else [lan.sees()]
    )
    lan.press("Gửi đi")
    assert "Mã biên nhận" in lan.sees()
    assert result(street, hall)["articles"] == {
        "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0},
        "a2": {"yes": 0, "no": 1, "other": 0, "blank": 0},
    }


def test_telegram_takes_no_vote_and_gives_the_link(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=1, vote=True, secrecy=Secrecy.NAMED)
    lan = claimed(street, hall, "Lan", 0, channel="telegram")
    lan.say("/gopy")
    assert "/chat" in lan.sees()
    assert not street.rows("runs") or all(row["dialog"] != "poll" for row in street.rows("runs"))


def test_who_must_not_change_is_told_that_the_household_answered(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=1, articles=1, changeable=False)
    lan = claimed(street, hall, "Lan", 0)
    minh = claimed(street, hall, "Minh", 0, speaks=False)
    for citizen in (lan, minh):  # both begin before either is done
        citizen.say("lấy ý kiến")
        citizen.press("Dự thảo")
        citizen.press("Xem từng điều")
        citizen.press("Đồng ý")
    lan.press("Gửi đi")
    minh.press("Gửi đi")
    assert "Hộ của ông/bà đã trả lời rồi" in minh.sees()
    minh.say("lấy ý kiến")
    assert "Hộ của ông/bà đã trả lời rồi" in minh.sees()
    assert result(street, hall)["ballots"] == 1


def test_the_whole_text_is_shown_on_demand_and_the_question_stands(street: Street, files: Path) -> None:
    hall = hold(street.store, files, units=1, each=1, articles=1)

    def plain(work: UnitOfWork) -> None:
        work.conn.exec_driver_sql("UPDATE poll_articles SET plain = 'Một lời dễ hiểu'")

    street.store.run(plain)
    lan = claimed(street, hall, "Lan", 0, channel="zalo")
    lan.say("lấy ý kiến")
    lan.say("1")
    lan.say("1")
    assert "Một lời dễ hiểu" in lan.sees()
    lan.say("xem toan van")
    assert "Lời 1." in lan.sees()
    lan.say("1")
    assert "Đồng ý" in lan.sees()
    assert "không phải kết quả biểu quyết" in lan.sees()
