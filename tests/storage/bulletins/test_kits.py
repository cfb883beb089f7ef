"""The share kit's sound: who heard which words first."""

from functools import partial

import pytest

from core.errors import ConflictError, NotFoundError
from storage.bulletins import bulletins, kits
from storage.database.database import Database
from storage.ward import audit
from tests.storage.kit import Ward, people


@pytest.fixture
def ward(store: Database) -> Ward:
    return people(store)


def test_the_first_who_heard_the_words_stays_recorded_and_other_words_are_heard_anew(
    store: Database, ward: Ward
) -> None:
    officer, named = ward.officer.staff_id, ward.named.staff_id
    made = store.run(partial(bulletins.write, title="Họp tổ", text="Mời họp"), officer)
    words, mark = "Mời bà con họp.", kits.digest_of("Mời bà con họp.")
    assert store.look(kits.heard, made, words) is None
    for who in (named, officer):
        store.run(partial(kits.hear, spoken=words, digest=mark), made, who)
    first = store.look(kits.heard, made, words)
    assert first is not None
    assert store.look(kits.heard, made, "Mời bà con họp!") is None
    with pytest.raises(ConflictError):
        store.run(partial(kits.hear, spoken="Mời bà con họp!", digest=mark), made, officer)
    with pytest.raises(NotFoundError):
        store.run(partial(kits.hear, spoken=words, digest=mark), made + 1, officer)
    assert [each.staff_id for each in store.look(partial(audit.of_acts, limit=9), ("bulletin.kit_heard",))] == [named]
