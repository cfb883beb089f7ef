"""Fills an empty database with a small ward: groups and hamlets, staff of each role, a dozen petitions in progress."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files as package_files
from typing import Any, NoReturn

from sqlalchemy import select

from bot.demo import bulletins, closed, consultations, households, opened, year
from bot.demo.pictures import scene
from civics.answers import laws
from civics.answers.examples import examples
from civics.answers.records import Record
from civics.cases.moves import Says
from civics.days.calendar import day_of
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.ward import units
from console.frame.passwords import Passwords
from core.message import Address, Incoming, Kind, Outgoing, Point
from core.settings import Settings
from handlers.cases import approving
from storage.answers import records as answer_records
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, drafts, entries
from storage.cases.cases import Filing
from storage.database import key_places
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping, places
from storage.media.attachments import Kept
from storage.media.files import FileStore
from storage.media.looking import Looker
from storage.messages import chats, webchat
from storage.people import residents, staff, teams
from storage.tables.cases import cases as case_rows
from storage.ward import boundaries, ward
from storage.ward.sight import Reader

PASSWORD = "linh-son-demo"  # noqa: S105  # printed at every start; only an empty database gets these accounts
_Story = dict[str, Any]  # a row of ward.json


def fill(settings: Settings) -> bool:
    """Fill an empty database. False when it has accounts already."""
    seal = Seal(settings.secret_key, keys=key_places.keys(settings))
    database = Database(settings.database_url, seal=seal)
    try:
        if database.look(staff.everyone):
            bulletins.go_on(database)
            return False
        store = places.store(settings, seal)
        told = json.loads(package_files("bot.demo").joinpath("ward.json").read_text("utf-8"))
        hashed = Passwords().make(PASSWORD)
        with closing(Looker()) as looker:  # one child for all pictures: to start it takes longer than to look at one
            pictures = [_kept(store, story, at, looker=looker) for at, story in enumerate(told["cases"])]
        database.run(_ward, told, hashed)
        for at, story in enumerate(told["cases"]):
            database.run(_story, story, at, pictures[at])
        consultations.hold(database, seal.keys)
        households.hold(database, seal.keys, chat=_chat)
        closed.hold(database, seal.keys, chat=_chat)
        opened.hold(database, chat=_chat)
        bulletins.hold(database, chat=_chat)
        year.hold(database)
        return True
    finally:
        database.close()


def greeting(settings: Settings, *, fresh: bool) -> str:
    """The text for a newcomer when everything runs."""
    url = settings.public_url
    lines = [
        "",
        f"  Dân Bàn · {settings.ward_name}",
        "",
        f"  Resident   {url}/chat",
        f"  Staff      {url}/console/",
        "",
    ]
    lines += [
        "  Sign in as quantri (admin), lanhdao (leader), canbo, diachinh (officers) or quansat (observer);",
        f"  password {PASSWORD}",
    ]
    if not fresh:
        lines += ["  (the ward of the last start; remove the data folder to begin anew)"]
    if settings.telegram_token:
        lines += ["  Telegram is served too."]
    return "\n".join([*lines, "  Ctrl+C stops it.", ""])


def _kept(store: FileStore, story: _Story, at: int, *, looker: Looker) -> list[Kept]:
    sealed = story["kind"] == "to_cao"
    return [
        keeping.keep(store, scene(name, at * 10 + n), name=f"anh-{n + 1}.jpg", sealed=sealed, looker=looker)
        for n, name in enumerate(story["photos"])
    ]


def _ward(work: UnitOfWork, told: _Story, hashed: str) -> None:
    for each in units.linh_son():
        ward.add_unit(work, each.code, kind=each.kind, name=each.name, aliases=each.aliases)
    boundaries.load(work, package_files("bot").joinpath("demo/boundaries.json").read_bytes())  # invented, as all of it
    for person in told["staff"]:
        staff.add(
            work, person["login"], name=person["name"], password=hashed, role=person["role"],
            reads_sealed=person["reads_sealed"], demo=True,
        )  # fmt: skip
    _teams(work, told["teams"])
    ward.put_settings(work, told["settings"])
    answer_records.begin(work, [*examples(), *_articles(day_of(work.now))])
    for prepared in told["canned"]:
        ward.put_canned(work, None, **prepared)


def _articles(today: date) -> tuple[Record, ...]:
    """Articles of the law, so that "Điều 21 nói gì" is answered. The first line of the file is the document's name."""
    name, _, text = package_files("bot.demo").joinpath("law.txt").read_text("utf-8").partition("\n")
    return laws.articles_of(parse(plain_paragraphs(text)), name, today=today)


def _teams(work: UnitOfWork, told: list[_Story]) -> None:
    """Teams, and the topics whose new cases go to them."""
    ids = {each.login: each.id for each in staff.everyone(work)}
    for each in told:
        team_id = teams.put(work, None, name=each["name"], members=[ids[login] for login in each["members"]])
        for topic in each["topics"]:
            teams.put_rule(work, topic=topic, unit_id=None, team_id=team_id, officer_id=None)


def _story(work: UnitOfWork, story: _Story, at: int, pictures: list[Kept]) -> None:
    """One petition in the past, then the acts of staff, each on its day."""
    start = work.now - timedelta(days=story["days"], hours=2 + at % 5, minutes=7 * at % 60)
    then = replace(work, now=start)
    chat = _chat(then, f"demo-{at}", story.get("lang", "vi"))
    resident = residents.of_person(then, chat, chat.chat, name=story["who"])
    chats.change(then, chat.id, resident_id=resident.id)
    unit_ids = {each.code: each.id for each in ward.units_now(work)}
    point = story.get("point")
    said = webchat.say(then, chat.chat, Outgoing(story["text"]))
    filed = cases.file(
        then,
        Filing(
            kind=story["kind"], text=story["text"], topic=story["topic"], chat_id=chat.id, resident_id=resident.id,
            name=story["who"], place=story["place"], point=Point(*point) if point else None,
            unit_id=unit_ids.get(story["unit"]), urgent=story.get("urgent", False), message_ids=(str(said),),
            anonymous=story["kind"] == "to_cao",
        ),
    )  # fmt: skip
    entry_id = entries.of_case(then, filed.case_id)[0].id
    for kept in pictures:
        attachments.add_kept(then, kept, kind="photo", case_id=filed.case_id, entry_id=entry_id)
    moment = start
    for act, *rest in story["then"]:
        moment = min(moment + timedelta(hours=3 + at), work.now - timedelta(minutes=5))
        if act == "draft":  # a request waits for three days
            moment = work.now - timedelta(hours=2)
        if act == "confirm":
            cases.confirm(replace(work, now=moment), filed.case_id, resident_id=resident.id)
        else:
            _act(replace(work, now=moment), filed.case_id, act, rest)


def _act(then: UnitOfWork, case_id: int, act: str, rest: list[str]) -> None:
    found = staff.for_login(then, rest[0])
    assert found is not None
    by = Reader(found[0].id, found[0].role)
    acts: dict[str, Callable[[], object]] = {
        "take": lambda: case_acts.take(then, case_id, by=by),
        "note": lambda: case_acts.note(then, case_id, text=rest[1], by=by),
        "answer": lambda: case_answers.answer(then, case_id, text=rest[1], by=by),
        "forward": lambda: case_acts.move(then, case_id, to="forwarded", by=by, forwarded_to=rest[1]),
        "wait": lambda: _ask(then, case_id, by, rest[1]),
        "draft": lambda: _draft(then, case_id, by, rest[1]),
    }
    acts[act]()


def _ask(work: UnitOfWork, case_id: int, by: Reader, text: str) -> None:
    case_answers.say(work, case_id, verb=Says.ASK, text=text, by=by)


def _draft(work: UnitOfWork, case_id: int, by: Reader, text: str) -> None:
    """An answer that waits for the leader, who sends it from the console."""
    entry_id, _ = drafts.add(work, case_id, text=text, by=by)
    code = work.conn.execute(select(case_rows.c.code).where(case_rows.c.id == case_id)).scalar_one()
    approving.request(work, approving.kind_of(_not_here), case_id, entry_id, code=code, by=by, wish={})


def _not_here(*_: object) -> NoReturn:
    raise AssertionError("the demo asks, and a leader sends")


def _chat(work: UnitOfWork, name: str, lang: str) -> chats.Chat:
    incoming = Incoming(Address("web", "web", name), f"seed:{name}", Kind.MESSAGE, work.now, person=name)
    chat = chats.meet(work, incoming)
    chats.change(work, chat.id, lang=lang, greeted_at=work.now, last_in_at=work.now)
    return chats.get(work, chat.id)
