"""The text of old messages is removed from the outbox, in limited batches; rows that others need stay."""

from datetime import timedelta

from sqlalchemy import insert, select

from core.message import Outgoing
from storage.cases import answers as case_answers
from storage.cases import entries
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import outbox, outbox_sweep
from storage.messages.outbox import Sending
from storage.tables.messages import outbox as rows
from tests.databases import Now
from tests.storage import kit


def _all(work: UnitOfWork) -> dict[str, str]:
    found = work.conn.execute(select(rows).order_by(rows.c.id))
    return {row.message_id: work.seal.open_text(row.body) for row in found}


def test_words_go_after_thirty_days_and_an_answer_still_shows_that_it_left(store: Database, now: Now) -> None:
    ward = kit.people(store)
    filed = kit.file(store, ward)

    def said(work: UnitOfWork) -> None:
        case_answers.answer(work, filed.case_id, text="Đã dọn", says=Outgoing("Đã dọn"), by=ward.officer)
        for name in ("chat", "ack", "failed"):
            outbox.add(work, Sending(ward.chat_id, Outgoing(f"lời {name}"), once=name if name == "ack" else None))
        for number, row in enumerate(work.conn.execute(select(rows.c.id).order_by(rows.c.id)).scalars().all()):
            state = "failed" if number == 3 else "sent"
            work.conn.execute(
                rows.update().where(rows.c.id == row).values(state=state, sent_at=work.now, message_id=f"m{number}")
            )

    store.run(said)
    assert store.run(outbox_sweep.sweep) == 0
    now.pass_(days=31)
    store.run(outbox.add, Sending(ward.chat_id, Outgoing("mới")))
    assert store.run(outbox_sweep.sweep) == 3
    left = store.look(_all)
    assert list(left) == ["m0", "m2", "m3", ""]  # the row without a case is gone
    assert "Đã dọn" not in left["m0"]
    assert "lời" not in left["m2"]
    assert "lời failed" in left["m3"]  # staff may still send it again
    found = store.look(entries.of_message, ward.chat_id, "m0")
    assert found is not None
    assert found.case_id == filed.case_id
    assert store.run(outbox.add, Sending(ward.chat_id, Outgoing("lời ack"), once="ack")) == ()
    assert store.run(outbox_sweep.sweep) == 0


def test_a_run_looks_at_a_bounded_number_of_rows_and_the_next_goes_on(store: Database, now: Now) -> None:
    ward = kit.people(store)
    many = [
        {"chat_id": ward.chat_id, "priority": 2, "body": "{}", "state": "sent", "due_at": now(), "made_at": now()}
        for _ in range(outbox_sweep.BATCH + 7)
    ]
    store.run(lambda work: work.conn.execute(insert(rows), many))
    now.at += outbox_sweep.KEPT + timedelta(seconds=1)
    assert [store.run(outbox_sweep.sweep) for _ in range(3)] == [outbox_sweep.BATCH, 7, 0]
