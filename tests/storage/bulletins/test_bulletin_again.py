"""The end of a bulletin, and what a person may still choose: a repeat, another channel, another rate."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core.errors import ConflictError
from core.message import Outgoing
from storage.bulletins import again as bulletin_again
from storage.bulletins import bodies as bulletin_bodies
from storage.bulletins import bulletins, spreading
from storage.bulletins import ends as bulletin_ends
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import topics
from storage.tables.messages import chats, lanes, outbox
from storage.tables.people import residents
from storage.ward import audit
from tests.databases import Now
from tests.storage.kit import Ward, people


def spread(store: Database, ward: Ward, number: int) -> int:
    """A bulletin for this number of residents on Zalo, each of whom has another chat on Telegram."""

    def body(work: UnitOfWork) -> int:
        work.conn.execute(insert(topics).values(key="chung", title="Tin chung"))
        for place in range(number):
            who = work.conn.execute(insert(residents).values(created_at=work.now).returning(residents.c.id)).scalar()
            for channel in ("zalo", "telegram"):
                given = {"channel": channel, "bot": "b", "chat": str(place), "private": True, "resident_id": who}
                row = insert(chats).values(**given, created_at=work.now).returning(chats.c.id)
                chat_id = work.conn.execute(row).scalar_one()
                if channel == "zalo":
                    spreading.subscribe(work, chat_id, "chung")
        made = bulletins.write(work, ward.officer.staff_id, title="Tin", text="Tin", topic="chung")
        bulletins.give_bodies(work, made, {"": [Outgoing("một"), Outgoing("hai")]})
        bulletins.ask(work, made, ward.officer.staff_id)
        bulletins.approve(work, made, ward.named.staff_id, typed=number, count=number)
        while spreading.go_on(work):
            pass
        return made

    return store.run(body)


def became(store: Database, **states: str) -> None:
    """The states of the rows of some chats on Zalo, by name."""

    def body(work: UnitOfWork) -> None:
        for chat, state in states.items():
            here = select(chats.c.id).where(chats.c.chat == chat.removeprefix("c"), chats.c.channel == "zalo")
            at = work.now if state == "sent" else None
            work.conn.execute(update(outbox).where(outbox.c.chat_id.in_(here)).values(state=state, sent_at=at))
        work.conn.execute(update(lanes).values(ready_at=None))

    store.run(body)


def found(store: Database) -> dict[tuple[str, str], str]:
    """The state of first parts, by channel and chat."""
    rows = store.look(
        lambda work: work.conn.execute(
            select(chats.c.channel, chats.c.chat, outbox.c.state)
            .join(chats, chats.c.id == outbox.c.chat_id)
            .where(outbox.c.part == 0)
            .order_by(chats.c.id)
        ).all()
    )
    return {(channel, chat): state for channel, chat, state in rows}


def test_a_bulletin_is_done_when_nobody_waits_for_it_and_not_before(
    store: Database, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin_ends, "WINDOW", 4)
    made = spread(store, ward := people(store), 5)
    became(store, c0="sent", c1="gone", c2="held", c3="sent", c4="waiting")
    for _ in range(6):
        assert store.run(bulletin_ends.end_done) == 0
    now.pass_(minutes=3)
    became(store, c4="sent")
    assert sum(store.run(bulletin_ends.end_done) for _ in range(6)) == 1
    done = store.look(bulletins.get, made)
    assert (done.state, done.ended_at) == ("done", now.at)
    assert "bulletin.done" in [each.act for each in store.look(audit.since, 0)]
    assert store.run(bulletin_again.resend_doubtful, made, ward.named.staff_id) == 0
    assert store.look(bulletins.get, made).state == "done"


def test_the_doubtful_are_repeated_by_choice_only(store: Database) -> None:
    made = spread(store, ward := people(store), 3)
    became(store, c0="sent", c1="doubtful", c2="doubtful")
    assert store.run(bulletin_ends.end_done) == 1
    assert store.run(bulletin_again.resend_doubtful, made, ward.named.staff_id, batch=3) == 3
    assert store.run(bulletin_again.resend_doubtful, made, ward.named.staff_id) == 1
    assert list(found(store).values()) == ["sent", "waiting", "waiting"]
    ready = store.look(lambda work: work.conn.execute(select(lanes.c.ready_at)).scalars().all())
    assert sum(each is not None for each in ready) == 2
    assert store.look(bulletins.get, made).state == "sending"
    assert store.run(bulletin_ends.end_done) == 0
    store.run(bulletins.stop, made, ward.named.staff_id)
    with pytest.raises(ConflictError):
        store.run(bulletin_again.resend_doubtful, made, ward.named.staff_id)


def test_who_did_not_get_it_gets_it_elsewhere_once_and_nobody_twice(store: Database) -> None:
    made = spread(store, ward := people(store), 5)
    became(store, c0="sent", c1="doubtful", c2="held", c3="gone", c4="failed")
    assert store.look(bulletin_again.count_by_another_channel, made) == 3
    assert store.run(bulletin_again.send_by_another_channel, made, ward.named.staff_id, batch=2) == 2
    assert store.run(bulletin_again.send_by_another_channel, made, ward.named.staff_id) == 1
    assert store.run(bulletin_again.send_by_another_channel, made, ward.named.staff_id) == 0
    states = found(store)
    assert {chat: state for (channel, chat), state in states.items() if channel == "telegram"} == {
        "2": "waiting", "3": "waiting", "4": "waiting",
    }  # fmt: skip
    assert states["zalo", "2"] == "back"  # the person's next message must not bring it a second time
    assert store.look(bulletins.get, made).state == "sending"


def test_what_a_closed_window_kept_for_two_weeks_is_given_up(store: Database, now: Now) -> None:
    spread(store, people(store), 1)
    became(store, c0="held")
    assert store.run(bulletin_ends.expire_held) == 0
    now.pass_(days=bulletin_ends.HELD_FOR / timedelta(days=1), seconds=1)
    assert store.run(bulletin_ends.expire_held) == 2
    assert set(found(store).values()) == {"expired"}


def test_the_slowest_rate_of_what_goes_holds(store: Database) -> None:
    ward = people(store)
    made = spread(store, ward, 1)
    assert store.look(bulletin_bodies.slowest) is None
    store.run(bulletin_again.set_rate, made, ward.named.staff_id, 5)
    assert store.look(bulletin_bodies.slowest) == 5
    with pytest.raises(ConflictError):
        store.run(bulletin_again.set_rate, made, ward.named.staff_id, 0)
    store.run(bulletins.stop, made, ward.named.staff_id)
    assert store.look(bulletin_bodies.slowest) is None
