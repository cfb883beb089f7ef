"""Answers that did not arrive, on both databases: taken up once, told once, over when the answer has left."""

from datetime import timedelta

from sqlalchemy import select, update

from civics.cases.reaching import Known, Reached, Way, open_ways
from storage.cases import answers, reach_errands, reach_links, reach_list, reaching
from storage.cases.personal import HOLDINGS
from storage.database.database import Database
from storage.database.holdings import Whom
from storage.database.unit import UnitOfWork
from storage.messages import push
from storage.tables.messages import chats, outbox
from tests.databases import Now
from tests.storage.kit import file, people


def _on_zalo(work: UnitOfWork) -> None:
    work.conn.execute(update(chats).values(channel="zalo", bot="oa"))


def _fate(work: UnitOfWork, entry_id: int, state: str) -> None:
    values = {"state": state, "says": "send.waits", "sent_at": work.now if state == "sent" else None}
    work.conn.execute(update(outbox).where(outbox.c.entry_id == entry_id).values(**values))


def test_an_answer_is_taken_up_once_told_once_and_over_when_it_left(store: Database, now: Now) -> None:
    ward = people(store)
    store.run(_on_zalo)
    case_id = file(store, ward).case_id
    entry_id = store.run(answers.answer, case_id, text="Đã dọn.", by=ward.officer, paid=True)
    assert store.run(reaching.begin) == []  # it waits its minute
    store.run(_fate, entry_id, "held")
    (reach,) = store.run(reaching.begin)
    assert (reach.state, reach.why, reach.paid, reach.channel) == (Reached.CALL, "send.waits", True, "zalo")
    assert store.run(reaching.begin) == []
    known = store.look(reaching.known, reach, templates={Way.UID})
    assert known == Known(zalo=True, templates=frozenset({Way.UID}), paid=True)
    store.run(reaching.go, reach, open_ways(known)[0])
    (errand,) = store.run(reach_errands.claim)
    assert (errand.way, errand.to, errand.bot) == (Way.UID, "one", "oa")
    assert store.run(reach_errands.claim) == []  # somebody sends it
    store.run(reach_errands.not_now, errand.id, wait=timedelta(minutes=5))
    assert store.run(reach_errands.claim) == []
    now.pass_(minutes=6)
    (again,) = store.run(reach_errands.claim)
    assert (again.id, again.tries) == (errand.id, 2)
    assert again.link != errand.link
    store.run(reach_errands.told, again.id, message_id="m")
    assert store.look(reach_links.seen, again.link) is not None
    assert store.look(reach_links.seen, errand.link) is None
    store.run(reach_errands.told, again.id, message_id="n")  # a late second word changes nothing
    assert store.run(reaching.settle) == 0
    now.pass_(minutes=60)
    store.run(_fate, entry_id, "sent")
    assert store.run(reaching.settle) == 1
    (share,) = store.look(reach_list.shares, days=30)
    assert (share.channel, share.how, share.count, share.hours) == ("zalo", "wrote", 1, 1.1)
    assert store.look(reach_list.to_call) == []
    whom = Whom(ward.resident_id, (), (), (case_id,), ())
    for each in HOLDINGS:  # the person asks to be forgotten
        if each.at_once is not None and "timeline" in each.what:
            store.run(each.at_once, whom)
    assert store.look(reach_links.seen, again.link) is None


def test_what_is_taken_back_is_void_and_a_lost_claim_is_a_call(store: Database, now: Now) -> None:
    ward = people(store)
    store.run(_on_zalo)
    first, second = file(store, ward), file(store, ward, "Đèn hỏng")
    entries = [store.run(answers.answer, each.case_id, text="Rồi.", by=ward.officer) for each in (first, second)]
    for each in entries:
        store.run(_fate, each, "gone")
    one, other = store.run(reaching.begin)
    store.run(_fate, entries[0], "back")
    assert store.run(reaching.settle) == 1
    assert store.look(reaching.get, one.id).state is Reached.VOID
    store.run(reaching.go, other, Way.UID)
    assert len(store.run(reach_errands.claim)) == 1
    now.pass_(minutes=3)  # whoever claimed it is gone
    assert store.run(reach_errands.claim) == []
    found = store.look(reaching.get, other.id)
    assert (found.state, found.why) == (Reached.CALL, "send.doubtful")
    assert [each.entry_id for each in store.look(reach_list.to_call)] == [entries[1]]


def test_without_a_template_it_goes_to_the_persons_own_browser(store: Database, now: Now) -> None:
    ward = people(store)

    def homes(work: UnitOfWork) -> None:  # both chats are one person's: one on Zalo, one on the web page
        work.conn.execute(update(chats).where(chats.c.id == ward.chat_id).values(channel="zalo", bot="oa"))
        work.conn.execute(
            update(chats).where(chats.c.id == ward.other_chat_id).values(resident_id=ward.resident_id, state="open")
        )
        device = push.Device("https://push.example/one", "p" * 87, "a" * 22)
        push.register(work, push.chat_owner("two"), device, language="vi")

    store.run(homes)
    case_id = file(store, ward).case_id
    entry_id = store.run(answers.answer, case_id, text="Đã dọn.", by=ward.officer)
    store.run(_fate, entry_id, "held")
    (reach,) = store.run(reaching.begin)
    known = store.look(reaching.known, reach, templates=set())
    assert open_ways(known) == (Way.PUSH, Way.CALL)
    store.run(reaching.go, reach, Way.PUSH)
    rows = store.look(
        lambda work: work.conn.execute(
            select(outbox.c.chat_id, outbox.c.state).where(outbox.c.entry_id == entry_id)
        ).all()
    )
    assert {tuple(each) for each in rows} == {(ward.other_chat_id, "waiting")}
    told = store.look(reaching.get, reach.id)
    assert (told.state, told.told_by) == (Reached.TOLD, "push")
    assert store.look(reach_list.to_call) == [], "nobody needs to call"
