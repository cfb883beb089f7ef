"""Answering a case: the answer goes where the case came from, and can be taken back for a minute."""

from collections.abc import Sequence
from datetime import timedelta

from core.message import Outgoing
from storage.attachments import Kept
from storage.case_sight import Reader
from storage.unit import UnitOfWork

TAKE_BACK = timedelta(seconds=60)


def answer(
    work: UnitOfWork,
    case_id: int,
    *,
    text: str,
    by: Reader,
    says: Outgoing | None = None,
    files: Sequence[Kept] = (),
    version: int | None = None,
    text_limit: int = 4096,
) -> int:
    """Answer the case and give the entry's id; it leaves after a minute, as a reply in the group for a group case.

    `text` is what staff wrote; `says` what goes out (framed, with buttons) when that is more than the text.
    Without a chat (desk, phone) nothing leaves. Raises NotFoundError, NotAllowedError, ConflictError.
    """
    raise NotImplementedError


def take_back(work: UnitOfWork, entry_id: int, *, by: Reader) -> None:
    """Take an answer back before it left: the case is what it was. Raises ConflictError when it has gone."""
    raise NotImplementedError
