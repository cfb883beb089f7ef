"""A ward with thousands of closed cases: search, export and queue are right, and their cost depends on open cases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text, update

from core.text import folded_words
from storage.cases import acts as case_acts
from storage.cases import duty, finding, search
from storage.cases import queue as case_queue
from storage.cases.filter import Outcome, conditions, over_in_view
from storage.cases.queue import MOST_COUNTED, Filter, View
from storage.cases.sealing import seal_case
from storage.cases.views import view
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import OVER, cases
from storage.tables.messages import runs
from storage.tables.ward import alerts as alert_rows
from storage.ward import alerts
from tests.databases import Now
from tests.storage import kit

CLOSED = 300


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _many(work: UnitOfWork, /, number: int, **values: object) -> None:
    """Closed cases, in the table and in the index of words."""
    first = int(work.conn.execute(select(cases.c.id).order_by(cases.c.id.desc()).limit(1)).scalar() or 0) + 1
    rows = [
        {"code": f"LS-25-{first + n:06d}", "kind": "phan_anh", "topic": "rac_thai", "state": "closed",
         "origin": "desk", "text": "Rác thải", "filed_at": work.now, "heard_at": work.now, **values}
        for n in range(number)
    ]  # fmt: skip
    made = list(work.conn.execute(insert(cases).returning(cases.c.id), rows).scalars())
    key = "case_id" if work.postgres else "rowid"
    words = " ".join(folded_words(str(values.get("text", "Rác thải"))))
    work.conn.execute(
        text(f"INSERT INTO case_words ({key}, words) VALUES (:id, :words)"),  # one of two words of ours
        [{"id": each, "words": words} for each in made],
    )


def test_a_filter_holds_before_anything_is_cut_off(store: Database, ward: kit.Ward, now: Now) -> None:
    late = [kit.file(store, ward, f"Rác chất đống {n}").case_id for n in range(5)]
    now.pass_(days=90)
    store.run(_many, 130)
    for wanted in (Filter(View.OVERDUE, text="rác"), Filter(View.ALL, text="rac", overdue=True)):
        found = store.look(case_queue.page, wanted, reader=ward.officer)
        assert sorted(each.id for each in found.rows) == late
    everything = Filter(View.ALL, text="rác")
    seen: list[int] = []
    after = ""
    while True:
        found = store.look(case_queue.page, everything, reader=ward.officer, after=after)
        seen += [each.id for each in found.rows]
        after = found.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 135
    exported = store.look(lambda work: list(case_queue.rows_for_export(work, everything, reader=ward.officer)))
    assert len({each.id for each in exported}) == len(exported) == 135


def test_an_export_gives_every_case_once_running_ones_first(store: Database, ward: kit.Ward) -> None:
    running = {kit.file(store, ward).case_id for _ in range(3)}
    store.run(_many, case_queue.BATCH + 20)
    sealed = kit.file(store, ward, "Ông X nhận tiền", kind="to_cao").case_id
    wanted = Filter(View.ALL)
    ids = list(store.look(case_queue.ids_for_export, wanted, reader=ward.named))
    assert (len(ids), len(set(ids))) == (case_queue.BATCH + 23, case_queue.BATCH + 23)
    assert set(ids[:3]) == running
    assert sealed not in ids
    # one that is sealed while the file is sent is not in the next batch
    store.run(seal_case, ids[0])
    rows = store.look(case_queue.exported, ids[:10], wanted, reader=ward.named)
    assert [each.id for each in rows] == ids[1:10]


def test_pages_go_on_from_running_cases_to_those_that_are_over(store: Database, ward: kit.Ward) -> None:
    running = [kit.file(store, ward).case_id for _ in range(4)]
    store.run(_many, 9)
    seen: list[int] = []
    after = ""
    for _ in range(9):
        found = store.look(case_queue.page, Filter(View.ALL), reader=ward.officer, after=after, limit=3)
        seen += [each.id for each in found.rows]
        after = found.next
        if not after:
            break
    assert set(seen[:4]) == set(running)
    assert seen[4:] == sorted(seen[4:], reverse=True)
    assert (len(seen), len(set(seen))) == (13, 13)


def test_what_is_over_is_counted_so_far_and_no_further(store: Database, ward: kit.Ward) -> None:
    kit.file(store, ward)
    store.run(_many, MOST_COUNTED + 50, unread=True)
    counts = store.look(case_queue.page, Filter(), reader=ward.officer).counts
    assert (counts[View.NEW], counts[View.CLOSED], counts[View.ALL]) == (1, MOST_COUNTED, MOST_COUNTED + 1)


def _grown(work: UnitOfWork, ward: kit.Ward) -> None:
    _many(work, CLOSED, resident_id=ward.other_resident_id, unit_id=None)
    work.conn.execute(
        insert(runs),
        [{"key": f"k{n}", "chat_id": ward.other_chat_id, "person": "p", "dialog": "petition", "answers": "{}",
          "state": "done", "started_at": work.now, "touched_at": work.now} for n in range(CLOSED)],
    )  # fmt: skip
    told = {"at": work.now, "kind": "aside", "detail": "x", "seen_at": work.now}
    work.conn.execute(insert(alert_rows), [told] * CLOSED)


ASKED: dict[str, Callable[[UnitOfWork, kit.Ward, int], Any]] = {
    "queue": lambda work, ward, _: case_queue.page(work, Filter(), reader=ward.officer),
    "everything": lambda work, ward, _: case_queue.page(work, Filter(View.ALL), reader=ward.named),
    "mine": lambda work, ward, _: case_queue.page(work, Filter(View.MINE), reader=ward.officer),
    "late": lambda work, ward, _: case_queue.page(work, Filter(View.OVERDUE), reader=ward.observer),
    "a case": lambda work, ward, case_id: view(work, case_id, reader=ward.officer),
    "alike": lambda work, ward, case_id: finding.similar(work, case_id, reader=ward.officer),
    "alerts": lambda work, _, __: (alerts.waiting(work), duty.emergencies(work)),
    "sealing": lambda work, _, case_id: seal_case(work, case_id),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_all_day_reads_no_table_from_end_to_end(store: Database, ward: kit.Ward, name: str) -> None:
    """Checked by the database's own query plans: a limit on rows, not on time."""
    store.run(_grown, ward)
    case_id = kit.file(store, ward, "Đèn đường hỏng", topic="chieu_sang").case_id
    store.run(case_acts.take, case_id, by=ward.officer)
    scanned: list[str] = []

    def ask(work: UnitOfWork) -> None:
        if work.postgres:  # PostgreSQL reads small tables whole; with that forbidden, another way must exist
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        listener = _watch(work, scanned)
        try:
            ASKED[name](work, ward, case_id)
        finally:
            event.remove(work.conn, "before_cursor_execute", listener)

    store.run(ask)
    assert scanned == []


def test_one_s_own_answered_cases_have_an_index(store: Database, ward: kit.Ward) -> None:
    """Where an officer has none, a limit would end no walk over the table."""

    def plan(work: UnitOfWork) -> list[str]:
        wanted = select(cases.c.id).where(OVER, over_in_view(View.MINE, ward.officer, work.now, work.now)).limit(5)
        sql = wanted.compile(work.conn.engine, compile_kwargs={"literal_binds": True})
        if work.postgres:
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        how = "EXPLAIN" if work.postgres else "EXPLAIN QUERY PLAN"
        return [str(row[-1]) for row in work.conn.execute(text(f"{how} {sql}"))]

    how = store.run(plan)
    assert any(index in each for each in how for index in ("ix_cases_answered", "ix_cases_officer_id")), how


@pytest.mark.parametrize(
    "wanted", [Filter(team_id=1), Filter(officer_id=1), Filter(View.MINE), Filter(topic="rac_thai")]
)
def test_the_open_cases_of_somebody_are_sought_among_the_open_ones(
    store: Database, ward: kit.Ward, wanted: Filter
) -> None:
    """Not among all that they ever had, with statistics and without. PostgreSQL chooses by its own."""
    store.run(_grown, ward)
    for counted in (False, True):
        _sought_among_the_open_ones(store, ward, wanted, counted=counted)


@pytest.mark.parametrize("outcome", [Outcome.LATE, Outcome.ENDED, Outcome.DISPUTED])
def test_what_is_rare_among_the_closed_has_an_index(store: Database, ward: kit.Ward, outcome: Outcome) -> None:
    store.run(_grown, ward)
    store.run(lambda work: work.conn.execute(update(cases).values(answered_at=work.now, answer_due_at=work.now)))

    def plan(work: UnitOfWork) -> str:
        rare = conditions(work, Filter(View.ALL, outcome=outcome), ward.officer)
        wanted = select(cases.c.id).where(OVER, *rare).order_by(cases.c.id.desc()).limit(5)
        sql = wanted.compile(work.conn.engine, compile_kwargs={"literal_binds": True})
        if work.postgres:
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
            work.conn.execute(text("ANALYZE cases"))
        how = "EXPLAIN" if work.postgres else "EXPLAIN QUERY PLAN"
        return "\n".join(str(row[-1]) for row in work.conn.execute(text(f"{how} {sql}")))

    assert f"ix_cases_{outcome.value}" in store.run(plan)


def _sought_among_the_open_ones(store: Database, ward: kit.Ward, wanted: Filter, *, counted: bool) -> None:
    used: list[str] = []

    def before(conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        raw = conn.connection.driver_connection
        lines = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        used.extend(row[3] for row in lines if " cases " in row[3] and "json_each" not in statement)

    def ask(work: UnitOfWork) -> None:
        if not work.postgres:
            if counted:
                work.conn.execute(text("ANALYZE"))
            event.listen(work.conn, "before_cursor_execute", before)
        found = case_queue.page(work, wanted, reader=ward.officer)
        assert found.rows == ()
        if not work.postgres:
            event.remove(work.conn, "before_cursor_execute", before)

    store.run(ask)
    wide = ("ix_cases_team_id", "ix_cases_officer_id", "ix_cases_topic")
    closed = [each for each in used if any(f"{index} (" in each for index in wide)]
    assert len(closed) <= 1, used  # only what is closed, which is counted up to a limit


def _watch(work: UnitOfWork, scanned: list[str]) -> Callable[..., None]:
    tables = ("cases", "runs", "alerts", "chats", "attachments", "pointers", "outbox")

    # the signature of SQLAlchemy
    def before(conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "UPDATE")):
            return
        raw = conn.connection.driver_connection
        if work.postgres:
            lines = [row[0] for row in raw.execute(f"EXPLAIN {statement}", parameters)]
            found = [each for each in lines if "Seq Scan on cases" in each or "Seq Scan on runs" in each]
        else:
            lines = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            found = [each for each in lines if each.startswith("SCAN") and each.split()[1] in tables]
            found = [each for each in found if "USING INDEX ix_cases_" not in each and "INDEX ix_alerts_u" not in each]
        scanned.extend(f"{each}: {statement}" for each in found if "LIMIT" not in statement)

    event.listen(work.conn, "before_cursor_execute", before)
    return before


@pytest.mark.parametrize("wish", ["12", "LS-26-12", "ls26000012"])
def test_an_observer_finds_a_number_of_any_year_without_a_walk_over_all_cases(
    store: Database, ward: kit.Ward, wish: str
) -> None:
    store.run(_many, CLOSED)

    def like_it(work: UnitOfWork) -> None:
        fresh = {"kind": "phan_anh", "origin": "desk", "text": "x", "filed_at": work.now, "heard_at": work.now}
        for code in ("LS-26-000012", "AB-24-000012", "LS-26-000112"):
            work.conn.execute(insert(cases).values(code=code, **fresh))

    store.run(like_it)
    plans: list[str] = []

    def ask(work: UnitOfWork) -> list[str]:
        def before(conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            explain = "EXPLAIN" if work.postgres else "EXPLAIN QUERY PLAN"
            lines = conn.connection.driver_connection.execute(f"{explain} {statement}", parameters)
            if "cases.code" in statement.partition("WHERE")[2]:
                plans.append("\n".join(str(row[0] if work.postgres else row[3]) for row in lines))

        if work.postgres:
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(work.conn, "before_cursor_execute", before)
        found = case_queue.page(work, Filter(View.ALL, text=wish), reader=ward.observer)
        event.remove(work.conn, "before_cursor_execute", before)
        return [each.code for each in found.rows]

    found = store.run(ask)
    assert sorted(found) == (["AB-24-000012", "LS-25-000012", "LS-26-000012"] if wish == "12" else ["LS-26-000012"])
    assert len(plans) >= 3  # running ones, the others, the rows of both
    assert [each for each in plans if "code" not in each] == []


def test_search_of_an_unfinished_word_costs_one_look_into_the_index(store: Database, ward: kit.Ward) -> None:
    store.run(_many, CLOSED)
    kit.file(store, ward, "Rác chất đống")
    found = store.look(case_queue.page, Filter(View.OPEN, text="ra"), reader=ward.officer)
    assert len(found.rows) == 1
    store.run(lambda work: work.conn.execute(update(cases).where(cases.c.state == "closed").values(sealed=True)))
    assert len(store.look(case_queue.page, Filter(View.ALL, text="ra"), reader=ward.officer).rows) == 1
    assert search.code_like("12") == "%-000012"
