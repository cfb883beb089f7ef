"""Who may agree to an act of two people is told once that it waits, in their own chat and without a word of it."""

import pytest

from civics.cases.moves import Why
from core.errors import ConflictError
from handlers.cases import approving, desk
from handlers.cases.desk import Act
from handlers.staff import agreeing
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.staff.test_ringing import officer
from tests.handlers.street import Street


def test_a_leader_hears_of_an_answer_that_waits_and_of_nothing_in_it(street: Street) -> None:
    leader, writer = officer(street, "Long", role="leader"), officer(street, "Ha")
    code = street.person("Nam").greeted().files()
    by = Reader(writer.id, "officer")
    topic = str(street.rows("cases")[0]["topic"])
    street.store.run(ward.put_settings, {"approval.topics": [topic]})
    with pytest.raises(ConflictError) as refused:
        street.store.run(lambda work: desk.answer(Act.on(work, street.ward, code, by=by), text="Đã dọn xong ạ"))
    assert refused.value.why is Why.LEADER
    street.store.run(lambda work: approving.ask(Act.on(work, street.ward, code, by=by), text="Đã dọn xong ạ"))

    def tell() -> int:
        return street.store.run(lambda work: agreeing.tell(work, street.ward, approving.kinds_of(street.ward)))

    before = len(writer.chat.all())
    assert [tell(), tell()] == [1, 0]
    street.send()
    assert "chờ anh/chị duyệt" in leader.chat.sees()
    assert "Đã dọn" not in leader.chat.sees()
    assert code not in leader.chat.sees()
    assert len(writer.chat.all()) == before
