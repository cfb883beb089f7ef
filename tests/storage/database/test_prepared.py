"""Statements that the driver runs directly give the same results and errors as with SQLAlchemy."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.message import Json
from storage.database.database import Database
from storage.database.prepared import Prepared, made_by
from storage.database.unit import UnitOfWork
from storage.messages import chats, inbox
from storage.tables.messages import chats as chats_table
from storage.tables.messages import inbox as inbox_table
from storage.tables.ward import audit
from storage.ward import audit as trail

_NEW = made_by(chats_table)
_ALL = select(chats_table).order_by(chats_table.c.id)
_COUNT = Prepared(select(func.count()).select_from(chats_table).where(chats_table.c.bot == bindparam("p_bot")))
NOON = datetime(2026, 11, 27, 12, 0, 0, 123456, ZoneInfo("Asia/Ho_Chi_Minh"))
CHOICES: dict[str, Json] = {"rows": [1, "hai", None, {"ba": True}]}


def _row(chat: str, **more: object) -> dict[str, object]:
    return {"channel": "web", "bot": "b", "chat": chat, "private": True, "title": "Bà Năm", "created_at": NOON, **more}


def test_every_kind_of_value_goes_in_and_comes_out_as_sqlalchemy_has_it(store: Database) -> None:
    def body(work: UnitOfWork) -> None:
        first = _NEW.made(work, _row("1", choices=CHOICES, greeted_at=NOON, lang_fixed=True))
        second = _NEW.made(work, _row("2", choices=None, greeted_at=None, lang_fixed=False))
        ours = Prepared(_ALL).every(work, {})
        assert [tuple(each) for each in ours] == [tuple(each) for each in work.conn.execute(_ALL)]
        assert [each.id for each in ours] == [first, second]
        assert (ours[0].choices, ours[0].greeted_at, ours[0].lang_fixed) == (CHOICES, NOON, True)
        assert (ours[1].choices, ours[1].greeted_at, ours[1].lang_fixed) == (None, None, False)

    store.run(body)


def test_no_row_is_none_and_a_count_is_a_number(store: Database) -> None:
    def body(work: UnitOfWork) -> None:
        some = Prepared(select(chats_table.c.id).where(chats_table.c.chat == bindparam("p_chat")).limit(1))
        assert some.first(work, {"p_chat": "1"}) is None
        assert some.scalar(work, {"p_chat": "1"}) is None
        assert _COUNT.scalar(work, {"p_bot": "b"}) == 0
        _NEW.do(work, _row("1"))
        assert _COUNT.scalar(work, {"p_bot": "b"}) == 1
        assert some.first(work, {"p_chat": "1"}) is not None

    store.run(body)


def test_values_may_come_in_any_order_and_number(store: Database) -> None:
    change = Prepared(update(chats_table).where(chats_table.c.id == bindparam("p_id")))

    def body(work: UnitOfWork) -> None:
        one = _NEW.made(work, _row("1"))
        change.do(work, {"title": "Một", "p_id": one, "lang": "vi"})
        change.do(work, {"p_id": one, "lang": "en"})
        change.do(work, {"lang_next": "ko", "p_id": one, "title": "Hai"})
        assert (chats.get(work, one).title, chats.get(work, one).lang, chats.get(work, one).lang_next) == (
            "Hai", "en", "ko",
        )  # fmt: skip

    store.run(body)


def test_an_error_is_sqlalchemys_and_quotes_nobody(store: Database) -> None:
    def body(work: UnitOfWork) -> None:
        _NEW.do(work, _row("1"))
        _NEW.do(work, _row("1", title="lời riêng của bà Năm"))

    with pytest.raises(IntegrityError) as caught:
        store.run(body)
    assert "riêng" not in str(caught.value)
    assert isinstance(caught.value, DBAPIError)
    assert store.look(lambda work: work.conn.execute(_ALL).all()) == []  # the first statement is undone with it


def test_what_it_writes_is_undone_with_its_body(store: Database) -> None:
    def body(work: UnitOfWork) -> None:
        inbox.accept(work, channel="web", bot="b", external_id="1", chat="1", raw={"text": "chào"})
        trail.record(work, "case.filed", actor=trail.SYSTEM)
        raise LookupError

    with pytest.raises(LookupError):
        store.run(body)
    left = select(
        select(func.count()).select_from(inbox_table).scalar_subquery(),
        select(func.count()).select_from(audit).scalar_subquery(),
    )
    assert store.look(lambda work: tuple(work.conn.execute(left).one())) == (0, 0)


def test_what_it_cannot_prepare_is_refused_at_once(store: Database) -> None:
    many = Prepared(select(chats_table.c.id).where(chats_table.c.id.in_(bindparam("p_ids", expanding=True))))
    with pytest.raises(AssertionError, match="lists of values"):
        store.look(lambda work: many.every(work, {"p_ids": [1]}))
