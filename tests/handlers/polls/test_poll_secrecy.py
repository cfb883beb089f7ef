"""A secret poll, searched as text: no choice is stored beside its voter, not even with the server's keys."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from civics.polls.rules import Secrecy
from core.errors import ConflictError
from storage.across import wiping
from storage.database.outside import beside
from storage.database.seal import MARK, Seal, WrongKeyError
from storage.database.unit import UnitOfWork
from storage.polls import ballots, polls
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.tables.columns import metadata
from tests.databases import KEY
from tests.handlers.polls.test_household_voting import chooses, claimed
from tests.handlers.polls.test_polling import begin
from tests.handlers.street import Citizen, Street
from tests.storage.polls.voting import Hall, hold

WORDS = {
    "Lan": "xoài cát Hòa Lộc",
    "Minh": "chuông chùa Phủ Liễn",
    "Tư": "gốc đa bến Oánh",
    "Sáu": "cầu treo Bến Tượng",
}
SENT = ("Lan", "Minh", "Tư")  # Sáu never sends it off
_SEALED = re.compile(re.escape(MARK) + r"[A-Za-z0-9+/]+=*")
ATTACKER = Seal(KEY)  # somebody who holds SECRET_KEY, and no key outside the database
_SAID = ("opinions", "opinion_groups")  # tables that may hold words; neither names a chat, a resident or a household
_WHO = re.compile(r"chat|resident|person|household|voter|mark|receipt|(^|_)at$")


@pytest.fixture(autouse=True)
def files(street: Street, tmp_path: Path) -> Path:
    """Keys and files lie in a folder of the test's own."""
    folder = tmp_path / "files"
    street.ward = replace(street.ward, settings=replace(street.ward.settings, files_dir=folder))
    return folder


def says(citizen: Citizen, title: str) -> None:
    """Against the first article; the citizen's own words on the second; up to the summary."""
    citizen.say("lấy ý kiến")
    for label in (title, "Xem từng điều", "Không đồng ý", "Ý kiến khác"):
        chooses(citizen, label)
    citizen.say(WORDS[citizen.name])
    assert WORDS[citizen.name] in citizen.sees()


def opened(street: Street, value: object) -> str:
    """A value as somebody reads it who holds SECRET_KEY."""
    if isinstance(value, bytes | memoryview):
        try:
            return ATTACKER.open(bytes(value)).decode(errors="replace")
        except WrongKeyError:
            return bytes(value).decode(errors="replace")
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return _SEALED.sub(lambda found: opened(street, ATTACKER.open_text(found[0])), text)


def dump(street: Street) -> dict[str, list[str]]:
    """Every row of every table as text, all that is sealed opened."""

    def read(work: UnitOfWork) -> dict[str, list[str]]:
        return {
            table.name: [" ¦ ".join(opened(street, each) for each in row) for row in work.conn.execute(table.select())]
            for table in metadata.sorted_tables
        }

    return street.store.look(read)


def on_disk(folder: Path) -> Iterator[bytes]:
    """All files: the database, its log, the keys, what was uploaded."""
    yield from (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def everybody_answers(street: Street, hall: Hall) -> str:
    """A poll by person beside the one by household, answered on two channels; returns its key."""
    key = begin(street)
    says(claimed(street, hall, "Lan", 0), "Dự thảo")
    says(claimed(street, hall, "Minh", 1, channel="zalo"), "1")
    for name in ("Tư", "Sáu"):
        says(street.person(name).greeted(), "Dự thảo quy ước")
    for name, channel in (("Lan", "web"), ("Minh", "zalo"), ("Tư", "web")):
        citizen = street.person(name, channel=channel)
        chooses(citizen, "Gửi đi")
        assert "Mã biên nhận" in citizen.sees()
    return key


def test_what_was_said_in_secret_stands_nowhere_beside_who_said_it(
    street: Street, files: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hall = hold(street.store, files, units=1, each=2, articles=2)
    keys = (hall.key, everybody_answers(street, hall))
    marks = {str(row["mark"]) for table in ("poll_ballots", "poll_receipts") for row in street.rows(table)}
    assert len(marks) == len(SENT)
    assert not any(said in street.everything() for said in WORDS.values())  # sealed while it runs
    assert not any(said.encode() in each for each in on_disk(tmp_path) for said in WORDS.values())
    assert not any(said in row for rows in dump(street).values() for row in rows for said in WORDS.values())
    assert len(street.rows("poll_waiting")) == len(SENT)

    for key in keys:
        street.store.run(ballots.close, key, staff_id=1)
        poll_keys.destroy(beside(files), key)
        with pytest.raises(ConflictError):
            poll_keys.mark(beside(files), key, 1)
    assert wiping.wipe_if_due(street.store)
    assert not wiping.wipe_if_due(street.store)

    found = dump(street)
    assert {table for table, rows in found.items() if any(said in row for row in rows for said in WORDS.values())} == {
        "opinions"
    }
    assert not any(_WHO.search(column.name) for column in metadata.tables["opinions"].columns)
    assert sorted(str(row["text"]) for row in street.rows("opinions")) == sorted(WORDS[name] for name in SENT)
    assert found["poll_ballots"] == found["poll_waiting"] == []
    assert {row["mark"] for row in street.rows("poll_receipts")} == {""}
    for table in ("runs", "outbox", "web_messages", "inbox", "audit", "poll_people"):
        assert not any(re.search(r'[Kk]hông đồng ý|"no"|a\.a1', row) for row in found[table]), table
    for content in on_disk(tmp_path):
        assert not any(mark.encode() in content for mark in marks)
        sealed = (each.decode() for each in re.findall(_SEALED.pattern.encode(), content))
        assert not any(said in readable(street, each) for each in sealed for said in WORDS.values())
    assert not any(said in caplog.text for said in (*WORDS.values(), *marks))


def readable(street: Street, token: str) -> str:
    """What a token found among the bytes of a file says; nothing where only a piece of it was found."""
    try:
        return ATTACKER.open_text(token)
    except (WrongKeyError, ValueError):
        return ""


def test_an_open_poll_stays_secret(street: Street) -> None:
    key = begin(street)
    poll = street.store.look(polls.get, key)
    plan = Plan(
        title=poll.title, kind=poll.kind, secrecy=Secrecy.NAMED, units=(1,), opens_at=poll.opens_at,
        closes_at=poll.closes_at,
    )  # fmt: skip
    for _ in ("open", "closed"):
        with pytest.raises(ConflictError, match="frozen"):
            street.store.run(poll_openings.set_up, key, plan)
        assert street.store.look(polls.get, key).secrecy is Secrecy.SECRET
        street.store.run(ballots.close, key)
    assert [row for row in street.rows("audit") if row["act"] == "poll.opened" and "secret" in str(row)]
