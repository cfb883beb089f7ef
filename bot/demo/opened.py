"""Twenty released cases of the demo ward: on the map, in the list, in the open data. All invented."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files as package_files
from typing import Any

from civics.cases.opening import Told, clean
from core.message import Point
from storage.cases import acts, answers, cases, opened
from storage.cases.cases import Filing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from storage.people import residents, staff
from storage.ward import ward
from storage.ward.sight import Reader

_MakeChat = Callable[[UnitOfWork, str, str], Chat]


def hold(database: Database, *, chat: _MakeChat) -> None:
    """File, answer, close and release them, each on its day."""
    told = json.loads(package_files("bot.demo").joinpath("opened.json").read_text("utf-8"))
    for at, each in enumerate(told):
        database.run(_one, each, at, chat)


def _one(work: UnitOfWork, told: dict[str, Any], at: int, chat: _MakeChat) -> None:
    found = staff.for_login(work, "canbo")
    assert found is not None
    by = Reader(found[0].id, found[0].role)
    then = replace(work, now=work.now - timedelta(days=told["days"], minutes=37 * at))
    said = chat(then, f"demo-opened-{at}", "vi")
    resident = residents.of_person(then, said, said.chat, name="")
    chats.change(then, said.id, resident_id=resident.id)
    units = {each.code: each.id for each in ward.units_now(work)}
    filing = Filing(
        kind="phan_anh", text=told["text"], topic=told["topic"], chat_id=said.id, resident_id=resident.id,
        place=told["place"], point=Point(*told["point"]), unit_id=units[told["unit"]],
    )  # fmt: skip
    case_id = cases.file(then, filing).case_id
    acts.take(replace(work, now=then.now + timedelta(hours=2)), case_id, by=by)
    if told["answer"]:
        answers.answer(replace(work, now=then.now + timedelta(days=2)), case_id, text=told["answer"], by=by)
        cases.confirm(replace(work, now=then.now + timedelta(days=2, hours=3)), case_id, resident_id=resident.id)
    opened.agree(work, case_id)
    shown = Told(told["title"], told["text"], told["answer"], told["place"], filing.point)
    opened.put(work, case_id, clean(shown, persons=()), ground="consent", by=by.staff_id)
