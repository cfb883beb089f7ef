"""To a board of supervision and from it, in chats. Who is a member, the tie of the chat to an account says."""

from civics.days.calendar import day_of
from civics.registers.values import Value
from core.errors import DanBanError, NotFoundError
from core.message import Json
from dialogs.scripts.board import BoardLetter, BoardProposal, NoBoard, NoBoardToWrite
from handlers.cases import filing
from handlers.registers import acts, board_chat
from handlers.registers.acts import Act
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run
from storage.notices import ways
from storage.registers import entries
from storage.registers.entries import Asked, Entry, Links
from storage.ward.sight import Reader

_BOARD, _RIGHT = "board", "board.keep"
_SHOWN, _LABEL, _TITLE = 8, 60, 120


def offered(turn: Turn, _about: Json) -> Json:
    """The boards that this chat's account keeps, and which of their proposals wait for an answer."""
    by = _account(turn)
    boards = _boards(turn, by) if by else []
    waiting = [each for board in boards for each in _waiting(turn, board, by)]
    lines = [
        turn.words("board_chat.waits", **board_chat.words_of(each)) for each in waiting[:_SHOWN]
    ]  # fmt: skip
    return {"boards": [[str(each.id), each.title[:_LABEL]] for each in boards], "waiting": "\n".join(lines)}


def over(turn: Turn, run: Run, result: BoardProposal | NoBoard) -> None:
    """Write the proposal into the register, as the console does it, and say when the answer is due."""
    runs.end(turn.work, run.id, "done")
    by = _account(turn)
    if isinstance(result, NoBoard) or by is None or result.board not in {each.id for each in _boards(turn, by)}:
        turn.say("board_chat.no_board", *menu_rows(turn))
        return
    typed = {
        "name": result.name, "about": result.about, "to_whom": turn.ward.words.say("vi", "board_chat.to_whom"),
        "received_on": day_of(turn.work.now).isoformat(),
    }  # fmt: skip
    act = Act(turn.work, by, ward=turn.ward, chat_id=turn.chat.id)
    try:
        made = acts.add(act, board_chat.NAME, typed, parent_id=result.board)
    except DanBanError:  # the console's rules refuse it; the words are still in the chat
        turn.say("board_chat.refused", *menu_rows(turn))
        return
    turn.say("board_chat.taken", *menu_rows(turn), **board_chat.words_of(made))


def to_write(turn: Turn, _about: Json) -> Json:
    """The boards that are at work, for a resident."""
    some = entries.some(turn.work, Asked(_BOARD, state="active"), reader=None, limit=_SHOWN, first=True)
    return {"boards": [[str(each.id), each.title[:_LABEL]] for each in some], "waiting": ""}


def wrote(turn: Turn, run: Run, result: BoardLetter | NoBoardToWrite) -> str:
    """Write a letter down and tell the board. What may be a denunciation is not kept; gives its words instead."""
    if isinstance(result, BoardLetter) and filing.names_wrongdoing(turn.ward, result.text):
        runs.end(turn.work, run.id, "dropped")
        return result.text
    runs.end(turn.work, run.id, "done")
    if isinstance(result, NoBoardToWrite) or not _at_work(turn, result.board):
        turn.say("board_chat.letter_none", *menu_rows(turn))
        return ""
    said: dict[str, Value] = {
        "name": " ".join(result.text.split())[:_TITLE], "about": result.text,
        "received_on": day_of(turn.work.now).isoformat(),
    }  # fmt: skip
    links = Links(parent_id=result.board, resident_id=turn.resident.id, chat_id=turn.chat.id)
    made = entries.add(turn.work, board_chat.LETTER, said, by=None, links=links)
    board_chat.came(turn.work, made, turn.ward)
    turn.say("board_chat.letter_taken", *menu_rows(turn), number=made.called)
    return ""


def _at_work(turn: Turn, board_id: int) -> bool:
    try:
        return entries.get(turn.work, board_id, reader=None, name=_BOARD).state == "active"
    except NotFoundError:
        return False


def _account(turn: Turn) -> Reader | None:
    """The account of this private chat, if it keeps boards."""
    return ways.account(turn.work, turn.chat, may=_RIGHT) if turn.chat.private else None


def _boards(turn: Turn, by: Reader) -> list[Entry]:
    asked = Asked(_BOARD, state="active", owner_id=by.staff_id)
    return entries.some(turn.work, asked, reader=by, limit=_SHOWN)


def _waiting(turn: Turn, board: Entry, by: Reader | None) -> list[Entry]:
    asked = Asked(board_chat.NAME, state="sent", parent_id=board.id)
    return entries.some(turn.work, asked, reader=by, limit=_SHOWN, first=True)
