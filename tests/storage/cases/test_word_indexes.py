"""What was removed from an index of words leaves no trace there, and nobody waits while it goes."""

from pathlib import Path

import pytest

from storage.across import wiping
from storage.cases import acts as case_acts
from storage.database import backup, word_indexes
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from tests.storage import kit
from tests.storage.cases.test_sealing import FOLDED, _filled


def test_removed_words_leave_the_indexes_in_slices_and_go_into_no_backup(
    store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not store.embedded:
        pytest.skip("PostgreSQL keeps no removed words in an index after a vacuum")
    ward = kit.people(store)
    case_id = _filled(store, ward)
    for n in range(120):
        kit.file(store, ward, " ".join(f"rác{n}x{word}" for word in range(60)))
    store.run(case_acts.change_kind, case_id, kind="to_cao", by=ward.named)
    kept = backup.backup(store.url, Folder(tmp_path / "files", seal=store.seal), tmp_path / "backup.tar")
    assert FOLDED.encode() not in kept.read_bytes()
    slices: list[int] = []
    some = word_indexes.merge_some

    def counted(work: UnitOfWork, name: str, pages: int) -> bool:
        slices.append(pages)
        return some(work, name, pages)

    monkeypatch.setattr(word_indexes, "_SLICE", 2)
    monkeypatch.setattr(word_indexes, "merge_some", counted)
    assert wiping.wipe(store)
    assert len(slices) > 6, "in transactions of a few pages each"
    assert FOLDED.encode() not in Path(store.url.removeprefix("sqlite:///")).read_bytes()
