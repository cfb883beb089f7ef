"""A group gets the first bulletin of a day at once and the later ones in one message; an urgent one never waits."""

from datetime import datetime

from core.clock import VIETNAM
from core.message import Outgoing
from handlers.bulletins import digests
from storage.bulletins import bulletins, spreading
from storage.database.unit import UnitOfWork
from storage.people import staff, topics
from tests.handlers.street import Street


def send(street: Street, title: str, *, urgent: bool = False, on_page: bool = True) -> None:
    """A bulletin is approved and given to every chat."""

    def body(work: UnitOfWork) -> None:
        found = staff.for_login(work, "hoa")
        by = found[0].id if found else staff.add(work, "hoa", name="Hòa", password="x", role="admin")
        topics.offered(work)
        made = bulletins.write(work, by, title=title, text="…", topic="chung", urgent=urgent, shown_on_page=on_page,
                               audience={"groups": True})  # fmt: skip
        bulletins.give_bodies(work, made, {"": [Outgoing(f"Toàn văn {title}"), Outgoing("phần hai")]})
        bulletins.ask(work, made, by)
        bulletins.approve(work, made, by, typed=1, count=1, alone=True)

    street.store.run(body)
    while street.store.run(spreading.go_on):
        pass


def test_later_bulletins_of_a_day_come_in_one_message_in_the_evening(street: Street) -> None:
    street.now.at = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
    group = street.person("An", channel="telegram").into("-1")
    group.say("/start")
    for title in ("Một", "Hai", "Ba"):
        send(street, title)
    send(street, "Lũ về", urgent=True)
    street.send()
    texts = [each.outgoing.text for each in group.all()]
    assert [each for each in texts if each.startswith("Toàn văn")] == ["Toàn văn Một", "Toàn văn Lũ về"]
    street.now.at = datetime(2026, 11, 24, 17, 49, tzinfo=VIETNAM)
    assert street.store.run(digests.make, street.ward) == 0
    street.now.at = datetime(2026, 11, 24, 17, 51, tzinfo=VIETNAM)
    assert street.store.run(digests.make, street.ward) == 1
    assert street.store.run(digests.make, street.ward) == 0
    street.now.at = datetime(2026, 11, 24, 18, 0, tzinfo=VIETNAM)
    street.send()
    assert "2 tin nữa" in group.sees()
    assert "• Hai" in group.sees()
    assert "• Ba" in group.sees()
    assert not group.saw("Toàn văn Hai")


def test_without_a_digest_each_goes_out_whole_at_its_hour(street: Street) -> None:
    street.now.at = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
    group = street.person("An", channel="telegram").into("-1")
    group.say("/start")
    for title in ("Một", "Hai", "Ba"):
        send(street, title, on_page=title != "Ba")
    street.now.at = datetime(2026, 11, 24, 17, 51, tzinfo=VIETNAM)
    assert street.store.run(digests.make, street.ward) == 0  # what is not on the page goes whole: one is left
    street.now.at = datetime(2026, 11, 24, 18, 1, tzinfo=VIETNAM)
    street.send()
    assert group.saw("Toàn văn Hai")
    assert group.saw("Toàn văn Ba")
