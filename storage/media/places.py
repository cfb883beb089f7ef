"""Where a ward's bytes lie: in a folder, or with FILES_URL in a bucket."""

from core.settings import Settings
from storage.database.seal import Seal
from storage.media.files import FileStore, Folder
from storage.media.uploads import Pieces, Staging

WAITING = "waiting"  # the folder in FILES_DIR of what was fetched while the bucket did not answer


def store(settings: Settings, seal: Seal) -> FileStore:
    """The store of the ward's files. Raises SettingError."""
    if settings.files_url:
        from storage.media.bucket import Bucket  # noqa: PLC0415  # its client is of no use without a bucket
        from storage.media.objects import objects  # noqa: PLC0415  # likewise

        return Bucket(objects(settings), seal=seal, copies=settings.files_dir / "copies")
    return Folder(settings.files_dir, seal=seal)


def pieces(settings: Settings, seal: Seal) -> Pieces:
    """Where uploads wait until the fetcher takes them. Raises SettingError."""
    if settings.files_url:
        from storage.media.bucket_pieces import BucketPieces  # noqa: PLC0415  # likewise
        from storage.media.objects import objects  # noqa: PLC0415  # likewise

        return BucketPieces(objects(settings), seal)
    return Staging(settings.files_dir / "uploads", seal)


def waiting(settings: Settings, seal: Seal) -> Staging | None:
    """Where fetched files wait on this machine for a bucket that does not answer. A folder needs no such place."""
    return Staging(settings.files_dir / WAITING, seal) if settings.files_url else None
