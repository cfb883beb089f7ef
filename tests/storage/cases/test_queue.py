"""The queue: the nearest date first, keyset pages, search with and without diacritics, and an observer's view."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import update

from civics.cases.moves import Says
from core.message import Point
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, mapped
from storage.cases import queue as case_queue
from storage.cases import search as case_search
from storage.cases.cases import CaseView
from storage.cases.filter import Sort
from storage.cases.queue import Filter, Page, QueueRow, View
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.messages import chats
from storage.ward.sight import Reader
from tests.databases import Now
from tests.storage import kit


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _page(store: Database, reader: Reader, wanted: Filter, *, after: str = "", limit: int = 50) -> Page:
    return store.look(case_queue.page, wanted, reader=reader, after=after, limit=limit)


def _found(store: Database, ward: kit.Ward, wish: str) -> list[int]:
    return [each.id for each in _page(store, ward.officer, Filter(View.ALL, text=wish)).rows]


def test_what_is_due_first_stands_on_top_and_what_is_over_last(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = []
    for _ in range(4):
        filed.append(kit.file(store, ward).case_id)
        now.pass_(days=1)
    question = kit.file(store, ward, kind="khieu_nai").case_id  # no clock
    store.run(case_acts.set_urgent, filed[2], urgent=True, by=ward.officer)
    store.run(case_answers.answer, filed[0], text="x", by=ward.officer)
    store.run(cases.confirm, filed[0], resident_id=ward.resident_id)
    rows = _page(store, ward.officer, Filter(View.ALL)).rows
    assert [each.id for each in rows][-2:] == [question, filed[0]]
    dates = [each.due_at for each in rows if each.due_at is not None]
    assert dates == sorted(dates)
    assert len(dates) == 3
    assert filed[0] not in [each.id for each in _page(store, ward.officer, Filter()).rows]


def test_pages_show_every_case_once_though_new_ones_come_between(store: Database, ward: kit.Ward, now: Now) -> None:
    expected = set()
    for n in range(23):
        expected.add(kit.file(store, ward, kind="khieu_nai" if n % 5 == 0 else "phan_anh").case_id)
        if n % 3 == 0:
            now.pass_(hours=7)
    seen: list[int] = []
    after = ""
    for _ in range(20):
        found = _page(store, ward.officer, Filter(), after=after, limit=5)
        seen += [each.id for each in found.rows]
        after = found.next
        kit.file(store, ward)
        if not after:
            break
    assert len(seen) == len(set(seen))
    assert expected <= set(seen)
    assert _page(store, ward.officer, Filter(), after="odd_x", limit=1).rows


def test_what_waits_for_our_word_and_what_was_said_last_order_pages_and_the_map(
    store: Database, ward: kit.Ward, now: Now
) -> None:
    filed = []
    for n in range(5):
        filed.append(kit.file(store, ward, point=Point(21.6 + n / 100, 105.8) if n else None).case_id)
        now.pass_(hours=1)
    for each in (filed[3], filed[0]):
        store.run(case_answers.say, each, verb=Says.WORD, text="Mai tới", by=ward.officer)
        now.pass_(hours=1)
    wanted = {
        Sort.TURN: [filed[1], filed[2], filed[4], filed[3], filed[0]],
        Sort.LATEST: [filed[0], filed[3], filed[4], filed[2], filed[1]],
    }
    for sort, expected in wanted.items():
        seen: list[int] = []
        after = ""
        while True:
            page = _page(store, ward.officer, Filter(sort=sort), after=after, limit=2)
            seen += [each.id for each in page.rows]
            after = page.next
            if not after:
                break
        assert seen[:3] == expected[:3]
        assert sorted(seen) == sorted(expected)
    drawn = store.look(mapped.newest, Filter(), reader=ward.officer)
    assert [each.point is None for each in drawn] == [False, False, False, False, True]
    counts = store.look(case_queue.counts, Filter(), reader=ward.officer)
    assert store.look(case_queue.open_count, Filter(), reader=ward.officer) == counts[View.OPEN] == 5


def test_views_are_counted_and_filters_narrow_them(store: Database, ward: kit.Ward, now: Now) -> None:
    first = kit.file(store, ward, topic="rac_thai").case_id
    second = kit.file(store, ward, kind="kien_nghi", unit_id=ward.unit_id).case_id
    third = kit.file(store, ward).case_id
    store.run(case_acts.take, second, by=ward.officer)
    store.run(case_answers.answer, third, text="x", by=ward.second)
    counts = _page(store, ward.officer, Filter()).counts
    assert {view: n for view, n in counts.items() if n} == {
        View.OPEN: 2, View.NEW: 1, View.MINE: 1, View.UNREAD: 1, View.ANSWERED: 1, View.ALL: 3,
        **({View.SOON: counts[View.SOON]} if counts[View.SOON] else {}),
    }  # fmt: skip
    now.pass_(days=60)
    assert _page(store, ward.officer, Filter()).counts[View.OVERDUE] == 2
    for wanted, found in (
        (Filter(View.ALL, topic="rac_thai"), first),
        (Filter(View.ALL, kind="kien_nghi"), second),
        (Filter(View.ALL, unit_id=ward.unit_id), second),
        (Filter(View.ALL, mine=True), second),
        (Filter(View.ALL, state="answered"), third),
        (Filter(View.ALL, officer_id=ward.second.staff_id), third),
    ):
        assert [each.id for each in _page(store, ward.officer, wanted).rows] == [found]
    row = next(each for each in _page(store, ward.officer, Filter(View.MINE)).rows)
    assert (row.unit, row.initials, row.overdue) == ("Tổ dân phố số 5", "NH", True)


@pytest.mark.parametrize(
    "wish",
    ["rac thai", "Rác thải", "RÁC THẢI", "rác thai đống", "rac tha", "ngo 12", "CODE", "to dan pho so 5",
     "đống", "dong", "cho nui voi", "bà hoa", '"rac" (thai', "rac & thai | !", "rác*", "-thải"],
)  # fmt: skip
def test_search_finds_with_and_without_diacritics(store: Database, ward: kit.Ward, wish: str) -> None:
    filed = kit.file(
        store, ward, "Rác thải chất đống ở ngõ 12", unit_id=ward.unit_id, place="Chợ Núi Voi", name="Bà Hoa"
    )
    kit.file(store, ward, "Đèn đường hỏng")
    wish = filed.code if wish == "CODE" else wish
    assert _found(store, ward, wish) == [filed.case_id]


def test_search_without_a_word_in_it_finds_nothing(store: Database, ward: kit.Ward) -> None:
    kit.file(store, ward)
    assert _found(store, ward, "!!! ---") == []
    assert _found(store, ward, "khongco") == []


def test_the_same_marks_come_first(store: Database, ward: kit.Ward) -> None:
    exact = kit.file(store, ward, "Bàn họp tổ").case_id
    other = kit.file(store, ward, "Bản hợp to").case_id
    assert _found(store, ward, "bàn họp") == [exact, other]
    assert _found(store, ward, "bản hợp") == [other, exact]


def test_later_words_and_answers_are_found_too(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward).case_id
    store.run(cases.append, filed, text="Có cả chuột cống", message_id="m7", chat_id=ward.chat_id)
    store.run(case_answers.answer, filed, text="Công ty môi trường đã dọn", by=ward.officer)
    store.run(case_acts.change_unit, filed, unit_id=ward.unit_id, by=ward.officer)
    for wish in ("chuot cong", "moi truong", "to dan pho"):
        assert _found(store, ward, wish) == [filed]
    store.run(case_acts.note, filed, text="việc nội bộ", by=ward.officer)
    assert _found(store, ward, "noi bo") == []


def test_search_results_come_in_pages(store: Database, ward: kit.Ward) -> None:
    filed = [kit.file(store, ward, f"Rác thải số {n}").case_id for n in range(7)]
    wanted = Filter(View.ALL, text="rac")
    first = _page(store, ward.officer, wanted, limit=4)
    rest = _page(store, ward.officer, wanted, after=first.next, limit=4)
    assert [each.id for each in (*first.rows, *rest.rows)] == filed[::-1]
    assert rest.next == ""


def test_an_observer_sees_code_kind_topic_unit_state_and_clocks_only(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(
        store, ward, "Rác thải", name="Bà Hoa", phone="0912", place="Chợ", unit_id=ward.unit_id, urgent=True,
        emergency="fire", group_quote="Rác",
    )  # fmt: skip
    store.run(case_acts.note, filed.case_id, text="ghi chú", by=ward.officer)
    seen = store.look(cases.view, filed.case_id, reader=ward.observer)
    (row,) = _page(store, ward.observer, Filter()).rows
    open_fields = {
        "id", "code", "kind", "topic", "state", "unit_id", "unit", "filed_at", "due_at", "due_name", "due_basis",
        "due_legal", "calendar_version", "taken_at", "answered_at", "closed_at", "form_date", "accepted_on", "version",
        "observed", "overdue",
    }  # fmt: skip
    for thing, form in ((seen, CaseView), (row, QueueRow)):
        for field in fields(form):
            if field.name not in open_fields:
                assert getattr(thing, field.name) == field.default, field.name
    assert (row.code, row.unit, row.due_at) == (filed.code, "Tổ dân phố số 5", seen.due_at)
    assert store.look(cases.other_cases, filed.case_id, reader=ward.observer) == []


def test_an_observer_cannot_ask_for_what_they_may_not_see(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, "Rác thải", urgent=True)
    assert _page(store, ward.observer, Filter(View.ALL, text="rac")).rows == ()
    number = filed.code[-6:]
    for wish in (filed.code, f"ls26 {number}", f"LS26{number}", number):
        (row,) = _page(store, ward.observer, Filter(View.ALL, text=wish)).rows
        assert row.code == filed.code
    counts = _page(store, ward.observer, Filter()).counts
    assert (counts[View.URGENT], counts[View.UNREAD], counts[View.MINE]) == (0, 0, 0)


def test_the_export_gives_every_row_in_order(store: Database, ward: kit.Ward) -> None:
    for n in range(12):
        kit.file(store, ward, f"Việc {n}")
    exported = store.look(lambda work: list(case_queue.rows_for_export(work, Filter(), reader=ward.officer)))
    assert [each.id for each in exported] == [each.id for each in _page(store, ward.officer, Filter()).rows]
    observed = store.look(lambda work: list(case_queue.rows_for_export(work, Filter(), reader=ward.observer)))
    assert {each.first_words for each in observed} == {""}


@pytest.mark.parametrize(
    ("wish", "pattern"),
    [("ls-26-000123", "LS-26-000123"), ("LS26123", "LS-26-000123"), ("123", "%-000123"), ("P2 26 7", "P2-26-000007"),
     ("rac thai", ""), ("", "")],
)  # fmt: skip
def test_codes_are_known_as_people_type_them(wish: str, pattern: str) -> None:
    assert case_search.code_like(wish) == pattern


def _window(store: Database, ward: kit.Ward, *, free: timedelta, paid: timedelta) -> None:
    def body(work: UnitOfWork) -> None:
        values = {"free_until": work.now + free, "paid_until": work.now + paid}
        work.conn.execute(update(chats).where(chats.c.id == ward.chat_id).values(values))

    store.run(body)


@pytest.mark.parametrize(
    ("free", "paid", "up", "is_free"),
    [
        (11, 131, True, True), (13, 133, False, True), (-1, 119, False, False), (-110, 10, True, False),
        (-130, -10, False, False),
    ],
)  # fmt: skip
def test_a_window_that_closes_soon_pulls_its_case_up_until_it_is_answered(
    store: Database, ward: kit.Ward, *, free: int, paid: int, up: bool, is_free: bool
) -> None:
    first = kit.file(store, ward, chat_id=None).case_id  # told at the desk: no window
    then = kit.file(store, ward).case_id
    _window(store, ward, free=timedelta(hours=free), paid=timedelta(hours=paid))
    rows = _page(store, ward.officer, Filter()).rows
    by_due = [each.id for each in sorted(rows, key=lambda each: (each.due_at or each.filed_at, -each.id))]
    found = {each.id: each for each in rows}
    assert (found[then].closes_at is not None) is up
    assert found[first].closes_at is None
    if up:
        assert (rows[0].id, rows[0].closes_free) == (then, is_free)
        one = _page(store, ward.officer, Filter(), limit=1)
        assert [each.id for each in _page(store, ward.officer, Filter(), after=one.next, limit=1).rows] == [first]
    else:
        assert [each.id for each in rows] == by_due
    store.run(case_answers.answer, then, text="Đã xong.", by=ward.officer)
    answered = {each.id: each for each in _page(store, ward.officer, Filter(View.ALL)).rows}[then]
    assert answered.closes_at is None
