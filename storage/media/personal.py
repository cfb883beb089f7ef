"""Personal data in the rows of files: the chat that a file came from, and the file's name."""

from sqlalchemy import and_, select, update

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.media import attachments


def _files(work: UnitOfWork, whom: Whom) -> None:
    """Cut the links from files of finished cases to chats. Files of drafts are removed with their draft."""
    private = select(cases.c.id).where(cases.c.id.in_(whom.over), cases.c.origin != "group")
    fetched = and_(attachments.c.case_id.in_(private), attachments.c.state.not_in(("wanted", "held")))
    work.conn.execute(update(attachments).where(fetched).values(chat_id=None))


HOLDINGS = (
    Holding(
        "files of petitions", (attachments.c.chat_id, attachments.c.name), at_once=_files, later=_files,
        stays="the file belongs to the case and stays as long as it (Luật 91/2025/QH15 Điều 14: the law asks for it)",
    ),
)  # fmt: skip
