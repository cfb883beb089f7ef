"""Intake at the desk and by telephone: what somebody says in person joins the same queue as written messages."""

from collections.abc import Sequence
from dataclasses import replace

from core.message import MediaKind
from handlers.replies.ward import Ward
from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.ward.sight import Reader

_KINDS = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}


def file(work: UnitOfWork, ward: Ward, filing: Filing, *, files: Sequence[Kept] = (), by: Reader) -> Filed:
    """File what was told, with its files, in the name of the member of staff who wrote it down."""
    filed = cases.file(work, replace(filing, staff_id=by.staff_id), prefix=ward.settings.case_prefix)
    for each in files:
        kind = _KINDS.get(each.mime.partition("/")[0], MediaKind.DOCUMENT)
        attachments.add_kept(work, each, kind=kind, case_id=filed.case_id, sealed=filed.sealed)
    return filed
