"""A bulletin needs two people, gives each chat one row, and does not start when nobody wants it any more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from core.errors import ConflictError
from core.message import Outgoing
from storage.bulletins import bulletins, spreading
from storage.bulletins.spreading import Count
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_versions, topics
from storage.tables.bulletins import bulletins as bulletin_rows
from storage.tables.messages import chats, lanes, outbox
from storage.ward import audit
from tests.databases import Now
from tests.storage.kit import Ward, people


def _crowd(work: UnitOfWork, number: int) -> None:
    """This number of subscribers on Telegram, and a group."""
    work.conn.execute(insert(topics).values(key="chung", title="Tin chung"))
    each = {"channel": "telegram", "bot": "b", "created_at": work.now}
    work.conn.execute(insert(chats), [{**each, "chat": str(place), "private": True} for place in range(number)])
    work.conn.execute(insert(chats).values(**each, chat="group", private=False))
    for chat_id in work.conn.execute(select(chats.c.id).where(chats.c.private, chats.c.channel == "telegram")):
        spreading.subscribe(work, chat_id[0], "chung")


def approved(store: Database, ward: Ward, **fields: object) -> int:
    """A bulletin that another person has approved."""

    def body(work: UnitOfWork) -> int:
        made = bulletins.write(work, ward.officer.staff_id, title="Ngày Pháp luật", text="Mời bà con", topic="chung",
                               **fields)  # fmt: skip
        bulletins.give_bodies(work, made, {"": [Outgoing("một"), Outgoing("hai")], "zalo": [Outgoing("ngắn")]})
        bulletins.ask(work, made, ward.officer.staff_id)
        bulletins.approve(work, made, ward.named.staff_id, typed=7, count=7)
        return made

    return store.run(body)


def test_the_author_does_not_approve_and_the_number_must_be_right(store: Database) -> None:
    ward = people(store)
    made = store.run(bulletins.write, ward.officer.staff_id, title="Tin", text="…")
    store.run(bulletins.ask, made, ward.officer.staff_id)
    with pytest.raises(ConflictError, match="Somebody else"):
        store.run(bulletins.approve, made, ward.officer.staff_id, typed=3, count=3)
    with pytest.raises(ConflictError, match="number"):
        store.run(bulletins.approve, made, ward.named.staff_id, typed=3, count=4)
    with pytest.raises(ConflictError, match="draft"):
        store.run(bulletins.rewrite, made, ward.officer.staff_id, text="other words")
    assert store.look(bulletins.get, made).state == "asked"


def test_every_chat_gets_each_part_once_wherever_spreading_stops(store: Database) -> None:
    ward = people(store)
    store.run(_crowd, 6)
    made = approved(store, ward)
    assert store.run(bulletins.start_due) == 1
    assert store.run(spreading.spread, made, batch=4) == 2  # two of four chats are web chats
    store.run(bulletins.pause, made, ward.officer.staff_id)
    assert store.run(spreading.spread, made, batch=4) == 0
    store.run(bulletins.resume, made, ward.officer.staff_id)
    assert [store.run(spreading.spread, made, batch=4) for _ in range(3)] == [4, 1, 0]
    rows = store.look(lambda work: work.conn.execute(select(outbox.c.chat_id, outbox.c.part)).all())
    assert len(rows) == len(set(rows)) == 14  # six people and a group, with two parts each; not the web chats
    assert len(store.look(lambda work: work.conn.execute(select(lanes.c.chat_id)).all())) == 7
    found = store.look(bulletins.get, made)
    assert (found.state, found.spread) == ("sending", 7)
    assert store.look(bulletins.counts, made) == {"waiting": 7}


def test_a_batch_that_is_repeated_writes_only_the_rows_that_are_missing(store: Database) -> None:
    ward = people(store)
    store.run(_crowd, 6)
    made = approved(store, ward)
    store.run(bulletins.start_due)
    while store.run(spreading.spread, made, batch=3):
        pass

    def back(work: UnitOfWork) -> list[Any]:
        """As if the batches had never been noted, and one row of the bulletin were missing."""
        kept = work.conn.execute(select(outbox.c.id, outbox.c.chat_id, outbox.c.part).order_by(outbox.c.id)).all()
        work.conn.execute(delete(outbox).where(outbox.c.id == kept[5].id))
        work.conn.execute(
            update(bulletin_rows).where(bulletin_rows.c.id == made).values(state="spreading", checkpoint=0, spread=0)
        )
        return list(kept)

    before = store.run(back)
    while store.run(spreading.spread, made, batch=3):
        pass
    after = store.look(lambda work: work.conn.execute(select(outbox.c.id, outbox.c.chat_id, outbox.c.part)).all())
    assert {each[1:] for each in after} == {each[1:] for each in before}
    assert len(after) == len(before) == 14
    assert {each.id for each in before} - {each.id for each in after} == {before[5].id}


def test_the_count_tells_who_can_be_reached_now(store: Database, now: Now) -> None:
    store.run(_crowd, 3)
    closed = chats.update().where(chats.c.chat == "1").values(free_until=now.at)
    store.run(lambda work: work.conn.execute(closed) and None)
    assert store.look(spreading.count, spreading.Audience("chung")) == [Count("telegram", 4, 3)]
    assert store.look(spreading.count, spreading.Audience("other", groups=False)) == []


def test_who_unsubscribed_hears_nothing(store: Database) -> None:
    store.run(_crowd, 1)
    chat_id = store.look(lambda work: work.conn.execute(select(chats.c.id).where(chats.c.chat == "0")).scalar_one())
    store.run(spreading.unsubscribe, chat_id, "chung")
    assert store.look(spreading.count, spreading.Audience("chung")) == [Count("telegram", 1, 1)]


def test_at_night_only_an_urgent_one_starts(store: Database, now: Now) -> None:
    ward = people(store)
    now.pass_(hours=14)  # 23:00 in Vietnam
    calm = approved(store, ward)
    assert store.run(bulletins.start_due) == 0
    approved(store, ward, urgent=True)
    assert store.run(bulletins.start_due) == 1
    now.pass_(hours=8)
    assert store.run(bulletins.start_due) == 1
    assert store.look(bulletins.get, calm).state == "spreading"


def test_a_start_that_was_missed_asks_first(store: Database, now: Now) -> None:
    ward = people(store)
    made = approved(store, ward, planned_at=now.at)
    now.pass_(hours=2)
    assert store.run(bulletins.start_due) == 0
    assert store.look(bulletins.get, made).state == "missed"
    assert "bulletin.missed" in [each.act for each in store.look(audit.since, 0)]
    store.run(bulletins.start_late, made, ward.named.staff_id)
    assert store.look(bulletins.get, made).state == "spreading"


def test_what_it_said_before_a_correction_is_kept(store: Database) -> None:
    ward = people(store)
    made = approved(store, ward)
    store.run(bulletins.correct, made, ward.named.staff_id, title="Ngày Pháp luật", text="Mời bà con lúc 8 giờ")
    assert store.look(bulletins.get, made).version == 2
    assert store.look(lambda work: work.conn.execute(select(bulletin_versions.c.text)).scalar_one()) == "Mời bà con"


def test_the_timer_begins_what_is_due_and_spreads_it(store: Database) -> None:
    ward = people(store)
    store.run(_crowd, 6)
    made = approved(store, ward)
    assert [store.run(spreading.go_on) for _ in range(2)] == [7, 0]
    assert store.look(bulletins.get, made).state == "sending"


def test_one_look_tells_whether_there_is_anything_to_spread(store: Database, now: Now) -> None:
    assert not store.look(spreading.any_to_do)
    ward = people(store)
    store.run(_crowd, 6)
    approved(store, ward, planned_at=now.at + timedelta(hours=1))
    assert not store.look(spreading.any_to_do)
    now.pass_(hours=1)
    assert store.look(spreading.any_to_do)  # it is due
    store.run(spreading.go_on)
    assert store.look(spreading.any_to_do)  # it is spread, or is sent


def test_what_was_planned_for_the_night_starts_in_the_morning_and_is_not_late(store: Database, now: Now) -> None:
    made = approved(store, people(store), planned_at=now.at + timedelta(hours=14))  # 23:00
    now.pass_(hours=14, minutes=1)
    for _ in range(4):
        store.run(bulletins.start_due)
        now.pass_(hours=2, minutes=30)
    assert store.look(bulletins.get, made).state == "spreading"


def test_twenty_calm_ones_do_not_stand_before_an_urgent_one_at_night(store: Database, now: Now) -> None:
    ward = people(store)
    now.pass_(hours=14)
    for _ in range(20):
        approved(store, ward)
    approved(store, ward, urgent=True)
    assert store.run(bulletins.start_due) == 1


def test_an_hour_after_the_approval_somebody_is_asked_whether_it_still_goes_out(store: Database, now: Now) -> None:
    made = approved(store, people(store))
    now.pass_(hours=2)
    assert store.run(bulletins.start_due) == 0
    assert store.look(bulletins.get, made).state == "missed"
