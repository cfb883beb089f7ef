"""An opened consultation invites subscribers and groups once, by day; people with unfinished answers are reminded."""

from handlers.polls import invites
from storage.bulletins.spreading import subscribe
from storage.database.unit import UnitOfWork
from storage.people import topics
from storage.people.topics import INVITES
from tests.handlers.polls.test_polling import folder, poll
from tests.handlers.street import Street

__all__ = ["folder", "poll"]  # fixtures


def invited(street: Street) -> int:
    """Invite in batches of one until nobody is left, and once more."""
    told = sum(street.store.run(invites.invite, street.ward, limit=1) for _ in range(8))
    street.send()
    return told


def test_subscribers_and_groups_are_invited_once_and_by_day(street: Street, poll: str) -> None:
    lan, minh = street.person().greeted(), street.person("Minh").greeted()
    group = street.person("An", channel="telegram").into("-1")
    group.say("/start")

    def hears(work: UnitOfWork) -> None:
        topics.offered(work)
        chat_id = next(row["id"] for row in street.rows("chats") if row["chat"] == lan.chat)
        subscribe(work, int(str(chat_id)), INVITES)

    street.store.run(hears)
    night = street.now.at.replace(hour=17)
    by_day, street.now.at = street.now.at, night
    assert invited(street) == 0
    street.now.at = by_day
    assert invited(street) == 2
    assert invited(street) == 0
    assert "Dự thảo quy ước" in lan.sees()
    assert "không phải kết quả biểu quyết" in lan.sees()
    assert f"/gop-y/{poll}" in group.sees()
    assert not minh.saw(f"/gop-y/{poll}")
    lan.press("Góp ý dự thảo")
    lan.press("Dự thảo quy ước")
    button = group.all()[-1].outgoing.rows[0][0]
    assert button.url == "https://t.example/gopy"


def test_an_invitation_where_no_button_shows_has_a_number_that_takes_the_place_of_the_old_menu(
    street: Street, poll: str
) -> None:
    lan = street.person(channel="zalo-bot").greeted()
    lan.say("menu")

    def hears(work: UnitOfWork) -> None:
        topics.offered(work)
        subscribe(work, int(str(street.rows("chats")[0]["id"])), INVITES)

    street.store.run(hears)
    assert invited(street) == 1
    assert "1. Góp ý dự thảo" in lan.sees()
    lan.say("1")
    assert lan.saw("Dự thảo quy ước")
    assert [row["dialog"] for row in street.rows("runs") if row["state"] == "open"] == ["poll"]


def test_who_stopped_half_way_hears_once_before_the_close(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    street.person("Minh").greeted()
    assert street.store.run(invites.last_call, street.ward) == 0
    street.now.pass_(days=2, hours=1)
    assert street.store.run(invites.last_call, street.ward) == 1
    assert street.store.run(invites.last_call, street.ward) == 0
    street.send()
    assert "kết thúc lúc 09:00, 27/11/2026" in lan.sees()
    lan.say("tiếp tục")
    assert "thế nào" in lan.sees()
