"""The chain over the trail of sealed cases: changed, removed and cut lines are found."""

import pytest

from storage.database.database import Database
from storage.ward import audit, sealed_chain
from tests.storage import kit
from tests.storage.ward.test_trail_chain import tamper


def fill(store: Database, count: int = 3) -> None:
    """A sealed case with some lines in its trail."""
    ward = kit.people(store)
    case = kit.file(store, ward, kind="to_cao")
    for _ in range(count):
        store.run(audit.record, "case.read", actor=audit.STAFF, staff_id=ward.named.staff_id, case_id=case.case_id)
    while store.run(sealed_chain.extend, 2):
        pass


def test_a_whole_chain_is_whole_and_contains_the_head_that_was_printed(store: Database) -> None:
    empty = store.look(sealed_chain.head)
    fill(store)
    printed = store.look(sealed_chain.head)
    assert printed != empty
    found = store.look(sealed_chain.verify, printed=printed)
    assert found.broken == ""
    assert found.lines >= 3
    assert store.look(sealed_chain.verify, printed="0" * 64).broken == "head"


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE sealed_trail SET line = 'enc1:other' WHERE id = (SELECT max(id) FROM sealed_trail)", "changed"),
        ("DELETE FROM sealed_trail WHERE id = (SELECT min(id) FROM sealed_trail)", "missing"),
        ("DELETE FROM sealed_links WHERE number = 1", "number"),
    ],
)
def test_what_was_done_to_it_shows(store: Database, statement: str, broken: str) -> None:
    fill(store)
    tamper(store, statement)
    assert store.look(sealed_chain.verify).broken == broken
