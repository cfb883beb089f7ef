"""A correction and a recall through spreader and sender: each chat gets it once, in the way its platform allows."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from bot.workers.sender import Sender
from broadcasts.text import corrections
from broadcasts.text.corrections import Plan
from core.errors import ConflictError, Fate, SendError
from core.message import Address, Incoming, Kind, Outgoing
from storage.bulletins import bulletins, spreading
from storage.bulletins import corrections as bulletin_corrections
from storage.bulletins import ends as bulletin_ends
from storage.bulletins.corrections import Body
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.tables.bulletins import topics
from storage.tables.messages import chats as chat_rows
from storage.tables.messages import lanes, outbox
from tests.bot.conftest import sender_of
from tests.databases import Now
from tests.fakes import AT, FakeChannel
from tests.storage.kit import people

EDITS = frozenset({"fake"})


class Desk:
    """A bulletin to some chats of a platform that edits, and of one that does not."""

    def __init__(self, store: Database, number: int, *, parts: Sequence[str] = ("một", "hai")) -> None:
        self.store = store
        self.staff = people(store)
        self.edits, self.plain = FakeChannel(), FakeChannel(name="zalo")
        self.senders: list[Sender] = [sender_of(store, self.edits), sender_of(store, self.plain)]
        self.bulletin = store.run(self._write, number, parts)

    def _write(self, work: UnitOfWork, number: int, parts: Sequence[str]) -> int:
        work.conn.execute(topics.insert().values(key="chung", title="Tin chung"))
        for place in range(number):
            for channel in ("fake", "zalo"):
                chat = chats.meet(work, Incoming(Address(channel, "bot", str(place)), "x", Kind.MESSAGE, AT))
                spreading.subscribe(work, chat.id, "chung")
        made = bulletins.write(work, self.staff.officer.staff_id, title="Tin", text="Tin", topic="chung")
        bulletins.give_bodies(work, made, {"": [Outgoing(each) for each in parts]})
        bulletins.ask(work, made, self.staff.officer.staff_id)
        bulletins.approve(work, made, self.staff.named.staff_id, typed=number, count=number)
        while spreading.go_on(work):
            pass
        return made

    def correct(self, *texts: str) -> int:
        """Give it another text from now on."""

        def body(work: UnitOfWork) -> int:
            new, said = {"": [Outgoing(each) for each in texts]}, {"": [Outgoing(f"Đính chính: {' '.join(texts)}")]}
            old = bulletin_corrections.parts(work, self.bulletin)
            plan = corrections.corrected(old, new, said, edits=EDITS, gone="đã bỏ")
            return bulletin_corrections.correct(
                work, self.bulletin, self.staff.named.staff_id, title="Tin", text=texts[0], steps=flat(plan),
                bodies=plan.bodies,
            )  # fmt: skip

        return self.store.run(body)

    def recall(self) -> int:
        """Recall it."""

        def body(work: UnitOfWork) -> int:
            plan = corrections.recalled(bulletin_corrections.parts(work, self.bulletin), "thu hồi", edits=EDITS)
            return bulletin_corrections.recall(work, self.bulletin, self.staff.named.staff_id, steps=flat(plan))

        return self.store.run(body)

    async def run(self) -> None:
        """Spread the corrections, and send all."""
        for _ in range(4):
            self.store.run(bulletin_corrections.go_on)
            for each in self.senders:
                await each.drain()

    def state(self, correction_id: int) -> str:
        """Of a correction."""
        found = self.store.look(bulletin_corrections.of, self.bulletin)
        return next(each.state for each in found if each.id == correction_id)

    def heard(self, channel: FakeChannel, chat: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """What a chat was sent: words, what they edit, what is deleted."""
        return [(each.text, each.edits, each.deletes) for to, each in channel.sent if to == chat]


def flat(plan: Plan) -> list[Body]:
    """The steps as they are stored."""
    return [
        Body(channel, each.part, each.way.value, each.aim, each.body)
        for channel, steps in plan.steps.items()
        for each in steps
    ]


async def test_who_has_it_sees_it_changed_or_hears_of_it_once_and_who_has_none_gets_the_new(
    store: Database, now: Now
) -> None:
    desk = Desk(store, 3)
    late = select(chat_rows.c.id).where(chat_rows.c.chat == "2")
    theirs = update(outbox).where(outbox.c.chat_id.in_(late))
    store.run(lambda work: work.conn.execute(theirs.values(state="held")) and None)
    await desk.run()
    made = desk.correct("mốt", "hai", "ba")
    now.pass_(seconds=6)
    await desk.run()
    await desk.run()
    assert [each[0] for each in desk.heard(desk.edits, "0")] == ["một", "hai", "mốt", "ba"]
    assert desk.heard(desk.edits, "0")[2][1] != ""  # an edit
    assert [each[0] for each in desk.heard(desk.plain, "0")] == ["một", "hai", "Đính chính: mốt hai ba"]
    assert desk.heard(desk.plain, "2") == []
    assert desk.state(made) == "done"
    woken = update(lanes).where(lanes.c.chat_id.in_(late)).values(ready_at=now.at)
    store.run(lambda work: work.conn.execute(theirs.values(state="waiting")) and None)
    store.run(lambda work: work.conn.execute(woken) and None)
    await desk.run()
    assert [each[0] for each in desk.heard(desk.edits, "2")] == ["mốt", "hai", "ba"]
    assert [each[0] for each in desk.heard(desk.plain, "2")] == ["mốt", "hai", "ba"]
    second = desk.correct("mốt", "hai", "bốn")  # finds the part that the first one added
    now.pass_(seconds=6)
    await desk.run()
    assert desk.heard(desk.edits, "0")[-1][0] == "bốn"
    assert desk.heard(desk.edits, "0")[-1][1] != ""
    assert desk.state(second) == "done"


async def test_a_part_that_went_is_taken_away(store: Database, now: Now) -> None:
    desk = Desk(store, 1)
    await desk.run()
    desk.correct("chỉ một")
    now.pass_(seconds=6)
    await desk.run()
    (text, edited, _), (gone, _, taken) = desk.heard(desk.edits, "0")[2:]
    assert (text, gone) == ("chỉ một", "đã bỏ")
    assert edited
    assert len(taken) == 1


async def test_a_recall_takes_it_from_who_has_it_and_nobody_else_gets_it(store: Database, now: Now) -> None:
    desk = Desk(store, 2)
    store.run(bulletins.pause, desk.bulletin, desk.staff.named.staff_id)
    first = select(chat_rows.c.id).where(chat_rows.c.chat == "0")
    sent = {"state": "sent", "message_id": "7", "marked_at": now.at, "sent_at": now.at}
    done = update(outbox).where(outbox.c.chat_id.in_(first)).values(**sent)
    store.run(lambda work: work.conn.execute(done) and None)
    made = desk.recall()
    now.pass_(seconds=6)
    await desk.run()
    assert desk.heard(desk.edits, "0") == [("thu hồi", "", ("7",)), ("thu hồi", "", ("7",))]
    assert [each[0] for each in desk.heard(desk.plain, "0")] == ["thu hồi"]
    assert desk.heard(desk.edits, "1") == desk.heard(desk.plain, "1") == []
    assert desk.state(made) == "done"
    assert store.look(bulletins.get, desk.bulletin).state == "recalled"
    with pytest.raises(ConflictError):
        desk.correct("nữa")


async def test_lost_answers_and_people_who_left_end_well(store: Database, now: Now) -> None:
    desk = Desk(store, 2, parts=("một",))
    await desk.run()
    made = desk.correct("mốt")
    desk.edits.fails["0"] = [SendError(Fate.DOUBTFUL, "no answer")]
    desk.edits.fails["1"] = [SendError(Fate.GONE, "blocked")]
    desk.plain.fails["0"] = [SendError(Fate.DOUBTFUL, "no answer")]
    now.pass_(seconds=6)
    await desk.run()
    now.pass_(minutes=2)
    await desk.run()
    assert desk.heard(desk.edits, "0")[-1][0] == "mốt"  # to edit once more harms nobody
    assert store.look(bulletin_corrections.counts, made) == {"sent": 2, "gone": 1, "doubtful": 1}
    assert desk.state(made) == "done"
    assert store.run(bulletin_ends.end_done) == 1


async def test_at_night_an_edit_goes_and_a_message_waits_for_the_morning(store: Database, now: Now) -> None:
    desk = Desk(store, 1, parts=("một",))
    await desk.run()
    now.pass_(hours=14)
    desk.correct("mốt")
    now.pass_(seconds=6)
    await desk.run()
    assert desk.heard(desk.edits, "0")[-1][0] == "mốt"
    assert len(desk.heard(desk.plain, "0")) == 1
    now.pass_(hours=8)
    await desk.run()
    assert len(desk.heard(desk.plain, "0")) == 2


async def test_a_correction_waits_for_what_is_on_its_way_with_the_old_words(store: Database, now: Now) -> None:
    desk = Desk(store, 1, parts=("một",))
    await desk.senders[0].drain()
    zalo = select(chat_rows.c.id).where(chat_rows.c.channel == "zalo")
    flying = update(outbox).where(outbox.c.chat_id.in_(zalo))
    store.run(lambda work: work.conn.execute(flying.values(state="sending", marked_at=now.at)) and None)
    desk.correct("mốt")
    now.pass_(seconds=6)
    assert store.run(bulletin_corrections.go_on) == 0
    store.run(lambda work: work.conn.execute(flying.values(state="sent", message_id="3")) and None)
    await desk.run()
    assert [each[0] for each in desk.heard(desk.plain, "0")] == ["Đính chính: mốt"]
