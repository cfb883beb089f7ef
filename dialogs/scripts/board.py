"""To a board of supervision and from it: a member's proposal, a resident's letter (Luật 10/2022/QH15 Điều 38, 43)."""

from dataclasses import dataclass

from core.message import Json
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Choose, Line, Write, confirm
from dialogs.engine.script import Dialog, Here, Script, ask, look
from dialogs.engine.tongue import Option, Tongue
from dialogs.scripts.reception import WithoutNumbers

_NAME, _ABOUT = 300, 4_000  # characters, as in `civics/registers/proposal.toml`


@dataclass(frozen=True, slots=True)
class BoardProposal:
    """What a board proposes to UBND."""

    board: int
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class NoBoard:
    """The chat is not tied to the account of a board."""


@dataclass(frozen=True, slots=True)
class BoardLetter:
    """What a resident writes to a board."""

    board: int
    text: str


@dataclass(frozen=True, slots=True)
class NoBoardToWrite:
    """The ward has written down no board that is at work."""


@dataclass(frozen=True, slots=True)
class _Boards:
    waiting: str
    boards: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class What(Write):
    """The proposal in a line, under what still waits for an answer."""

    waiting: str

    def text(self, tongue: Tongue, so_far: Json) -> str:
        asked = Write.text(self, tongue, so_far)
        return f"{self.waiting}\n\n{asked}" if self.waiting else asked


def board(_here: Here) -> Script[BoardProposal | NoBoard]:
    """Ask what the board proposes and why, and show it once more: with it, a term of the law begins."""
    found = yield from look("boards", "boards", _boards)
    if not found.boards:
        return NoBoard()
    which, lines = found.boards[0][0], []
    if len(found.boards) > 1:
        options = tuple(Option(value, label=label) for value, label in found.boards)
        which = yield from ask(Choose(key="which", says="board_chat.which", options=options))
        lines = [Line("which", "board_chat.line_board", dict(found.boards).get(which, ""))]
    name = yield from ask(What(key="name", says="board_chat.ask_name", waiting=found.waiting, least=5, most=_NAME))
    about = yield from ask(Write(key="about", says="board_chat.ask_about", least=5, most=_ABOUT))
    lines += [Line("name", "board_chat.line_name", name), Line("about", "board_chat.line_about", about)]
    yield from confirm("board_chat.summary", *lines)
    return BoardProposal(int(which), name, about)


def _boards(found: Json) -> _Boards:
    if not isinstance(found, dict) or not isinstance(rows := found.get("boards"), list):
        raise RefusedError("dialogs.choose_one")
    pairs = tuple((str(each[0]), str(each[1])) for each in rows if isinstance(each, list))
    return _Boards(str(found.get("waiting") or ""), pairs)


BOARD: Dialog[BoardProposal | NoBoard] = Dialog("board", 1, board)


def letter(_here: Here) -> Script[BoardLetter | NoBoardToWrite]:
    """Choose a board if there are several, write, and see it once more. No identity number is taken."""
    found = yield from look("boards", "boards_to_write", _boards)
    if not found.boards:
        return NoBoardToWrite()
    which, lines = found.boards[0][0], []
    if len(found.boards) > 1:
        options = tuple(Option(value, label=name) for value, name in found.boards)
        which = yield from ask(Choose(key="which", says="board_chat.letter_which", options=options))
        lines = [Line("which", "board_chat.line_board", dict(found.boards).get(which, ""))]
    text = yield from ask(WithoutNumbers(key="text", says="board_chat.letter_ask", least=10, most=_ABOUT))
    yield from confirm("board_chat.letter_summary", *lines, Line("text", "board_chat.line_about", text))
    return BoardLetter(int(which), text)


LETTER: Dialog[BoardLetter | NoBoardToWrite] = Dialog("letter", 1, letter)
