"""The cost of a message: its statements are counted, so that nobody makes every message more expensive by accident.

No statement may scan a whole table, and no query plan may depend on the value of a parameter: SQLite would plan it
again each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from civics.answers.examples import examples
from civics.polls.rules import Secrecy
from core.message import Kind
from handlers.arrivals import route
from storage.answers import records
from storage.cases import sealing
from storage.database import prepared
from storage.database.unit import UnitOfWork
from tests.handlers.polls.test_polling import begin
from tests.handlers.street import Street

GROWING = ("inbox", "outbox", "runs", "chats", "lanes", "persons", "residents", "cases", "entries", "attachments",
           "web_messages", "poll_people", "poll_ballots", "poll_waiting", "poll_receipts", "poll_named",
           "audit")  # fmt: skip
ANSWER, FILING, QUESTION = 11, 18, 13  # statements of one turn; raise them only for what a resident gains


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement of whatever runs, through SQLAlchemy or by the driver."""
    found: list[str] = []
    by_driver = prepared.by_driver

    def note(_conn: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    def note_driver(work: UnitOfWork, sql: str, values: Any) -> Any:  # the driver's own types
        found.append(sql)
        return by_driver(work, sql, values)

    monkeypatch.setattr(prepared, "by_driver", note_driver)
    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def test_a_turn_of_a_petition_takes_few_statements(street: Street, statements: list[str]) -> None:
    lan = street.person().greeted()
    lan.say("Đèn đường ngõ 12 hỏng, tối lắm")
    cost = {}
    for text in ("Ngõ 12, gần nhà văn hóa", "gửi đi"):
        said = lan.event(Kind.MESSAGE, text=text)
        statements.clear()
        street.store.run(route.handle, said, street.ward)
        cost[text] = len([each for each in statements if not each.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])
        street.send()
    assert len(street.rows("cases")) == 1
    assert cost["Ngõ 12, gần nhà văn hóa"] <= ANSWER
    assert cost["gửi đi"] <= FILING


def test_an_answer_to_a_question_takes_few_statements(street: Street, statements: list[str]) -> None:
    street.store.run(records.begin, examples())
    lan = street.person().greeted()
    lan.say("đăng ký kết hôn ở đâu")
    said = lan.event(Kind.MESSAGE, text="tôi bị mất căn cước thì làm lại thế nào, mất bao lâu")
    statements.clear()
    street.store.run(route.handle, said, street.ward)
    found = [each for each in statements if not each.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(found) <= QUESTION
    street.send()
    assert "7 ngày làm việc" in lan.sees()


def looked_through(work: UnitOfWork, statements: Iterable[str]) -> set[str]:
    """The statements that scan a whole growing table, by SQLite's query plan."""
    plain = work.conn.connection.driver_connection
    assert plain is not None
    asked = {each for each in statements if each.startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))}
    return {
        f"{line[3]}: {each}"
        for each in asked
        for line in plain.execute(f"EXPLAIN QUERY PLAN {each}", [None] * each.count("?"))
        if line[3].startswith(tuple(f"SCAN {table}" for table in GROWING)) and " INDEX " not in line[3]
    }


def test_no_statement_of_a_petition_looks_through_what_grows(street: Street, statements: list[str]) -> None:
    if not street.store.embedded:
        pytest.skip("the plans of a small PostgreSQL say nothing")
    lan = street.person().greeted()
    for said in ("Đèn đường ngõ 12 hỏng, tối lắm", "Phản ánh", "bỏ qua", "Ngõ 12", "không rõ", "gửi đi"):
        lan.say(said)
        street.send()
    of_the_petition = list(statements)
    (case,) = street.rows("cases")
    statements.clear()
    street.store.run(sealing.seal_case, int(str(case["id"])))
    assert street.store.look(looked_through, of_the_petition) == set()
    # a rare act of staff may look through the talks, which are one a case; never through every message of the ward
    assert not any("SCAN outbox" in each for each in street.store.look(looked_through, statements))


@pytest.mark.parametrize("secrecy", Secrecy)
def test_no_statement_of_an_answered_consultation_looks_through_what_grows(
    street: Street, statements: list[str], tmp_path: Path, secrecy: Secrecy
) -> None:
    if not street.store.embedded:
        pytest.skip("the plans of a small PostgreSQL say nothing")
    street.ward = replace(street.ward, settings=replace(street.ward.settings, files_dir=tmp_path / "files"))
    begin(street, secrecy=secrecy)
    lan = street.person().greeted()
    statements.clear()
    for said in ("lấy ý kiến", "Dự thảo quy ước", "Xem từng điều", "Đồng ý", "Ý kiến khác", "Nên là 21 giờ", "Gửi đi"):
        lan.say(said)
    assert "Mã biên nhận" in lan.sees()
    assert street.store.look(looked_through, statements) == set()
