"""Bulletins of the demo ward: one that is being sent and can be paused, one that is done, one for every 9 November."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from broadcasts.answering import Answering, bodies
from civics.bulletins.rules import BulletinState
from civics.bulletins.schedules import Every, Rule, next_after, rule_to_json
from core.words import Words
from storage.bulletins import again as bulletin_again
from storage.bulletins import bulletins, spreading
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from storage.people import residents, staff, topics
from storage.ward import ward

_MakeChat = Callable[[UnitOfWork, str, str], Chat]
_SUBSCRIBERS = 1200  # at one per second, sending takes twenty minutes
_NEAR = "tdp-5"


@dataclass(frozen=True, slots=True)
class _Told:
    """A bulletin, and how it is sent."""

    title: str
    text: str
    topic: str
    answering: Answering = field(default_factory=Answering)
    units: tuple[int, ...] = ()
    urgent: bool = False
    rule: Rule | None = None
    rate: int | None = None
    wait: timedelta = timedelta()


def hold(database: Database, *, chat: _MakeChat) -> None:
    """Make subscribers and bulletins. The sender of the demo sends them like any other."""
    database.run(_subscribe, chat)
    words = Words.load()
    for told in database.look(_all):
        database.run(_send, told, words)
    database.run(bulletins.start_due)


def go_on(database: Database) -> None:
    """At a later start: make another running bulletin when the last one is over."""
    words = Words.load()
    if not database.look(_is_under_way):
        running = next(each for each in database.look(_all) if each.rate)
        database.run(_send, replace(running, title=f"Nhắc lại: {running.title[0].lower()}{running.title[1:]}"), words)


def _is_under_way(work: UnitOfWork) -> bool:
    waits = (BulletinState.APPROVED, BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED)
    return any(each.state in waits and not each.is_series for each in bulletins.latest(work))


def _subscribe(work: UnitOfWork, chat: _MakeChat) -> None:
    topics.offered(work)
    places = ward.units_now(work)
    for at in range(_SUBSCRIBERS):
        made = chat(work, f"tin-{at}", "vi")
        resident = residents.of_person(work, made, made.chat, name="")
        chats.change(work, made.id, resident_id=resident.id)
        residents.change(work, resident.id, unit_id=places[at % len(places)].id)
        for topic in ("chung", "canh-bao") if at % 3 else ("canh-bao",):
            spreading.subscribe(work, made.id, topic)


def _all(work: UnitOfWork) -> list[_Told]:
    near = tuple(each.id for each in ward.units_now(work) if each.code.lower() == _NEAR)
    law_day = Answering(
        "Thu quỹ làm đường ngõ, cần bao nhiêu hộ đồng ý?", ("Quá nửa số hộ", "Từ hai phần ba số hộ", "Tất cả các hộ")
    )
    return [
        _Told(
            "Đổi lịch thu rác ở tổ dân phố 5",
            "Từ tuần tới, xe rác qua tổ **lúc 18:30**.\n\nBà con để rác trước cửa sau 18:00, buộc kín túi.",
            "chung", units=near,
        ),
        _Told(
            "Mưa lớn đêm nay, bà con ven suối chuyển đồ lên cao",
            "Dự báo từ tối nay đến sáng mai có **mưa rất to**, suối lên nhanh.\n\n- Chuyển đồ điện, giấy tờ, "
            "lúa gạo lên cao.\n- Không qua ngầm tràn khi nước chảy xiết.\n- Nhà có người già, trẻ nhỏ báo tổ trưởng để "
            "được giúp.\n\nViệc khẩn gọi **112**.",
            "canh-bao", Answering(keywords=(("MUALU", "menu.report"),)), urgent=True, rate=1,
            wait=timedelta(seconds=15),  # by then the one before it is done
        ),
        _Told(
            "Ngày Pháp luật 9/11: việc của tổ, bà con cùng quyết",
            "Hôm nay là Ngày Pháp luật. Ba điều nên nhớ:\n\n1. Việc phường phải công khai thì bà con được biết.\n2. "
            "Khoản đóng góp chỉ thu khi đủ số hộ đồng ý.\n3. Mỗi hộ một phiếu, đi vắng thì cử người thay.",
            "chung", law_day, rule=Rule(Every.YEAR, 9, 11),
        ),
    ]  # fmt: skip


def _send(work: UnitOfWork, told: _Told, words: Words) -> None:
    """One person writes it and another approves it, as in a ward."""
    author, approver = _who(work, "canbo"), _who(work, "quantri")
    audience = {"units": list(told.units), "languages": [], "channels": [], "groups": False}
    made = bulletins.write(
        work, author, title=told.title, text=told.text, topic=told.topic, audience=audience, urgent=told.urgent,
        question=told.answering.question, choices=list(told.answering.choices), keywords=dict(told.answering.keywords),
        planned_at=next_after(told.rule, work.now) if told.rule else work.now + told.wait,
        rule=rule_to_json(told.rule) if told.rule else None,
    )  # fmt: skip
    bulletins.give_bodies(work, made, bodies(told.title, told.text, told.answering, words=words, bulletin_id=made))
    bulletins.ask(work, made, author)
    number = sum(each.chats for each in spreading.count(work, spreading.audience_of(told.topic, audience)))
    bulletins.approve(work, made, approver, typed=number, count=number)
    if told.rate:
        bulletin_again.set_rate(work, made, approver, told.rate)


def _who(work: UnitOfWork, login: str) -> int:
    found = staff.for_login(work, login)
    assert found is not None
    return found[0].id
