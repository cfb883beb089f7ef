"""What a message may cost: its statements are counted, so that nobody makes each of them dearer without noticing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event

from core.message import Kind
from handlers import route
from tests.handlers.street import Street

ANSWER, FILING = 9, 30  # statements of one turn; raise them only for what a resident gains


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement of whatever runs."""
    found: list[str] = []

    def note(_conn: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def test_a_turn_of_a_petition_takes_few_statements(street: Street, statements: list[str]) -> None:
    lan = street.person().greeted()
    lan.say("Đèn đường ngõ 12 hỏng, tối lắm")
    lan.press("Phản ánh")
    lan.say("bỏ qua")
    cost = {}
    for text in ("Ngõ 12, gần nhà văn hóa", "không rõ", "gửi đi"):
        said = lan.event(Kind.MESSAGE, text=text)
        statements.clear()
        street.store.run(route.handle, said, street.ward)
        cost[text] = len([each for each in statements if not each.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])
        street.send()
    assert len(street.rows("cases")) == 1
    assert cost["Ngõ 12, gần nhà văn hóa"] <= ANSWER
    assert cost["gửi đi"] <= FILING
