"""Staff mark a case with the ward's own tags, and tie cases that belong together. No resident hears of it."""

from civics.cases.moves import Why
from core.errors import ConflictError, NotFoundError
from handlers.cases.desk import Act
from storage.cases import finding, tags


def tag(act: Act, *, text: str) -> None:
    """Tag the case. Raises ConflictError: EMPTY, SEALED, TOO_MANY."""
    tags.add(act.work, act.case_id, text, by=act.by)


def untag(act: Act, *, text: str) -> None:
    """Take a tag away."""
    tags.drop(act.work, act.case_id, text, by=act.by)


def tie(act: Act, *, other: str) -> None:
    """Let the case with that code belong with this one. Raises ConflictError: WHICH_MASTER, SEALED, TOO_MANY."""
    tags.tie(act.work, act.case_id, _other(act, other), by=act.by)


def untie(act: Act, *, other: str) -> None:
    """Part them again."""
    tags.untie(act.work, act.case_id, _other(act, other), by=act.by)


def _other(act: Act, code: str) -> int:
    try:
        return finding.id_of(act.work, code, reader=act.by)
    except NotFoundError as error:
        raise ConflictError("There is no case of that code.", why=Why.WHICH_MASTER) from error
