"""All dialogs by name."""

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.engine.script import Dialog
from dialogs.scripts.board import BOARD, LETTER
from dialogs.scripts.contest import CONTEST
from dialogs.scripts.forum import FORUM
from dialogs.scripts.not_done import NOT_DONE
from dialogs.scripts.petition import PETITION
from dialogs.scripts.poll import POLL
from dialogs.scripts.rate import RATE
from dialogs.scripts.reception import VISIT
from dialogs.scripts.reply import REPLY
from dialogs.scripts.small import ADD_OR_NEW, ASK, CONSENTS, WELCOME, WORD
from dialogs.scripts.still import STILL

DIALOGS: Mapping[str, Dialog[object]] = MappingProxyType(
    {
        each.name: each
        for each in (
            PETITION,
            WELCOME,
            CONSENTS,
            ASK,
            ADD_OR_NEW,
            POLL,
            REPLY,
            NOT_DONE,
            STILL,
            WORD,
            VISIT,
            CONTEST,
            FORUM,
            RATE,
            BOARD,
            LETTER,
        )
    }
)
