"""The demo ward for newcomers: open cases and consultations, at the first start and at later ones."""

import json
from importlib.resources import files as package_files
from pathlib import Path

from sqlalchemy import update

from bot.demo import seed
from civics.answers.answering import ask
from civics.ward.units import linh_son
from handlers.replies.library import Library
from storage.across.seconds import waiting
from storage.bulletins import bulletins
from storage.database.database import Database
from storage.database.seal import Seal
from storage.tables.bulletins import bulletins as table
from storage.ward.sight import Reader
from tests.parts import demo_ward


def test_a_bulletin_that_can_be_paused_is_under_way_at_every_start(tmp_path: Path) -> None:
    settings = demo_ward(tmp_path)  # filled by `seed.fill`
    database = Database(settings.database_url, seal=Seal(settings.secret_key))
    try:
        shelf = database.look(Library().shelf)
        asked = ask(["Điều 21 nói gì"], shelf.base, linh_son())
        assert "hai phần ba tổng số đại diện hộ gia đình" in getattr(shelf.record(asked.codes[0]), "text", "")
        first = [each.id for each in database.look(bulletins.latest) if each.rate]
        drafts = [
            each for each in database.look(waiting.waiting, reader=Reader(4, "leader")) if each.kind == "answer.send"
        ]
        assert [each.subject for each in drafts] != []  # it waits for the leader
        assert not seed.fill(settings)
        assert [each.id for each in database.look(bulletins.latest) if each.rate] == first, "it is under way still"
        over = update(table).where(table.c.rule.is_(None)).values(state="done")
        database.run(lambda work: work.conn.execute(over) and None)
        assert not seed.fill(settings)
        (again,) = [each for each in database.look(bulletins.latest) if each.rate and each.state == "approved"]
        assert again.title.startswith("Nhắc lại: mưa lớn")
    finally:
        database.close()


def test_no_prepared_answer_of_the_ward_is_stored_as_a_result_by_default() -> None:
    told = json.loads(package_files("bot").joinpath("demo/ward.json").read_text("utf-8"))
    assert {each["short"]: each.get("verb") for each in told["canned"]} == {
        "danhan": "word",
        "den": "word",
        "rac": "word",
        "hoithem": "ask",
    }
