"""What is said to a person who moves: it follows them to the new chat, and stays behind nowhere."""

from sqlalchemy import select

from storage.across import dispatch
from storage.database.unit import UnitOfWork
from storage.messages import outbox as leaving
from storage.messages import outcomes
from storage.messages.outcomes import Outcome
from storage.people import move_codes, residents
from storage.tables.messages import outbox
from tests.databases import Now
from tests.handlers.people.test_moving import answer, code_of, elsewhere, officer
from tests.handlers.street import Street


def test_what_staff_send_again_goes_where_the_person_is_now(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files()
    answer(street, officer(street), "Đã thay bóng đèn.")
    new = elsewhere(street)
    taken = street.store.run(move_codes.make, 1)

    def in_flight(work: UnitOfWork) -> None:
        work.conn.execute(outbox.update().where(outbox.c.entry_id.is_not(None)).values(state="sending"))

    street.store.run(in_flight)
    new.say(taken)

    def came_back(work: UnitOfWork) -> list[int]:
        work.conn.execute(outbox.update().where(outbox.c.entry_id.is_not(None)).values(state="gone"))
        return list(work.conn.execute(select(outbox.c.id).where(outbox.c.entry_id.is_not(None))).scalars())

    for each in street.store.run(came_back):
        assert street.store.run(leaving.again, each)
    street.send()
    assert new.saw("Đã thay bóng đèn.")


def test_an_answer_in_flight_to_a_dead_chat_follows_the_person(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files()
    answer(street, officer(street), "Đã thay bóng đèn.")
    code = code_of(lan)
    now.pass_(seconds=70)
    claimed = street.store.run(dispatch.claim, "web", "web", limit=50, attempt="x")
    new = elsewhere(street)
    new.say(code)
    gone = [Outcome(each.id, each.chat_id, "gone") for each in claimed]
    street.store.run(outcomes.record, "x", gone)
    street.send()
    assert new.saw("Đã thay bóng đèn.")


def test_what_was_known_of_the_person_goes_along_and_stays_behind_nowhere(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()

    def known(work: UnitOfWork) -> None:
        residents.change(work, 1, name="Bà Lan", phone="0912345678")

    street.store.run(known)
    elsewhere(street).say(code_of(lan))
    old, new = street.rows("residents")
    assert (old["name"], old["phone"]) == ("", "")
    assert (new["name"], new["phone"]) == ("Bà Lan", "0912345678")
