"""Files of a case that is sealed later: closed after it, destroyed or lost without holding up others."""

from pathlib import Path

import pytest

from core.errors import NotFoundError
from core.message import Media, MediaKind
from storage.cases import acts as case_acts
from storage.database.database import Database
from storage.media import attachments, keeping
from storage.media.files import Folder
from tests.databases import Now
from tests.storage import kit
from tests.storage.cases.test_sealing import SECRET, ward

__all__ = ["ward"]  # fixtures


def test_files_kept_open_are_closed_after_the_case(store: Database, ward: kit.Ward, tmp_path: Path, now: Now) -> None:
    files = Folder(tmp_path / "files", seal=store.seal)
    filed = kit.file(store, ward)
    wanted = store.run(
        attachments.want, Media(MediaKind.DOCUMENT, "r"), part=0, message_id="m4", chat_id=ward.chat_id,
        case_id=filed.case_id,
    )  # fmt: skip
    kept = keeping.keep(files, SECRET.encode(), name="don.txt")
    store.run(attachments.kept, wanted, kept)
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
    (file,) = store.look(keeping.unclosed)
    sealed = keeping.close(files, file)
    gone = store.run(keeping.closed, file, sealed)
    assert gone == (kept.stored,)
    now.pass_(days=9999)  # the age of files comes from the machine's clock
    assert files.remove(kept.stored, decided_at=now.at)
    assert store.look(keeping.unclosed) == []
    served = store.look(attachments.may_serve, wanted, reader=ward.named)
    with files.open(served.stored) as content:
        assert content.read() == SECRET.encode()
    assert not any(SECRET.encode() in each.read_bytes() for each in (tmp_path / "files").rglob("*") if each.is_file())
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, wanted, reader=ward.officer)


def test_a_file_destroyed_while_it_is_sealed_stays_destroyed(store: Database, ward: kit.Ward, tmp_path: Path) -> None:
    files = Folder(tmp_path / "files", seal=store.seal)
    filed = kit.file(store, ward)
    kept = keeping.keep(files, b"giay to", name="don.txt")
    wanted = store.run(attachments.add_kept, kept, kind="document", case_id=filed.case_id)
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
    (file,) = store.look(keeping.unclosed)
    sealed = keeping.close(files, file)
    store.run(attachments.destroy, wanted, by=ward.named)
    assert set(store.run(keeping.closed, file, sealed)) == {kept.stored, sealed.stored}
    assert store.look(attachments.get, wanted).state == "destroyed"


def test_a_file_the_store_has_not_is_lost_and_holds_up_no_other(
    store: Database, ward: kit.Ward, tmp_path: Path
) -> None:
    files = Folder(tmp_path / "files", seal=store.seal)
    filed = kit.file(store, ward)
    kept = keeping.keep(files, b"giay to", name="don.txt")
    wanted = store.run(attachments.add_kept, kept, kind="document", case_id=filed.case_id)
    path = files.path(kept.stored)
    assert path is not None
    path.unlink()
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
    (file,) = store.look(keeping.unclosed)
    store.run(keeping.closed, file, keeping.close(files, file))
    assert store.look(attachments.get, wanted).state == "lost"
    assert store.look(keeping.unclosed) == []
