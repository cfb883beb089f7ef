"""The close of a consultation reads what belongs to it, not all talks and messages that there ever were."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, select, text, update

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind, Secrecy
from core.message import Outgoing, to_json
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import runs
from storage.polls import ballots, drafts, openings
from storage.tables.messages import outbox
from storage.tables.messages import runs as run_rows
from tests.databases import Now
from tests.storage.polls.test_ballots import begin
from tests.storage.test_queue_grown import _watch

OLD = 60


def talk(work: UnitOfWork, chat_id: int, which: str, *, state: str = "open") -> int:
    """A talk about a consultation with an answer, and a message of it that was sent."""
    run = runs.start(work, chat_id, person="x", dialog="poll", version=1, answers={"which": which, "a1": "no"})
    work.conn.execute(update(run_rows).where(run_rows.c.id == run.id).values(state=state))
    _sent(work, chat_id, run.id)
    return run.id


def _sent(work: UnitOfWork, chat_id: int, run_id: int) -> None:
    body = work.seal.close_text(json.dumps(to_json(Outgoing("Bác chọn: không"))))
    work.conn.execute(
        insert(outbox).values(chat_id=chat_id, priority=0, body=body, state="sent", due_at=work.now, made_at=work.now,
                              run_id=run_id, sealed=True)
    )  # fmt: skip


def test_the_close_forgets_what_is_its_own_and_reads_no_table_from_end_to_end(store: Database, now: Now) -> None:
    (_, known) = store.run(begin, 40, secrecy=Secrecy.NAMED)
    chat_ids = [chat_id for _, chat_id in known]
    with_old = [store.run(talk, chat_ids[n % 40], "long-ago", state="left") for n in range(OLD)]
    now.pass_(days=2)
    key = store.run(_another)
    mine, other = store.run(talk, chat_ids[0], key), store.run(talk, chat_ids[1], "another")
    ended = store.run(talk, chat_ids[2], key, state="dropped")  # its message was on its way when the ballot was kept
    read: list[int] = []
    scanned: list[str] = []

    def close(work: UnitOfWork) -> None:
        if work.postgres:
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        watching = _watch(work, scanned)
        made = runs._made

        def counted(work: UnitOfWork, row: Any) -> Any:
            read.append(row.id)
            return made(work, row)

        runs._made = counted  # given back below
        try:
            assert ballots.close(work, key)
        finally:
            runs._made = made
            event.remove(work.conn, "before_cursor_execute", watching)

    store.run(close)
    assert set(read) == {mine, other}, "nothing of long ago is opened"
    assert scanned == []

    def told(work: UnitOfWork) -> dict[int, str]:
        rows = work.conn.execute(select(outbox.c.run_id, outbox.c.body)).all()
        return {row.run_id: json.loads(work.seal.open_text(row.body))["text"] for row in rows}

    said = store.look(told)
    assert (said[mine], said[ended]) == ("", "")
    assert said[other] == "Bác chọn: không"
    assert {said[each] for each in with_old} == {"Bác chọn: không"}


def _another(work: UnitOfWork) -> str:
    text_of = "Điều 1. Tên\nLời."
    key = drafts.add(work, "Hai", draft=parse(plain_paragraphs(text_of)), source=text_of, staff_id=1)
    plan = openings.Plan(title="Hai", kind=PollKind.INFORMAL, secrecy=Secrecy.NAMED, units=(1,), opens_at=work.now,
                         closes_at=work.now + timedelta(days=1))  # fmt: skip
    openings.set_up(work, key, plan)
    openings.open_it(work, key, staff_id=1)
    return key
