"""All dialogs by name."""

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.not_done import NOT_DONE
from dialogs.petition import PETITION
from dialogs.poll import POLL
from dialogs.reply import REPLY
from dialogs.script import Dialog
from dialogs.small import ADD_OR_NEW, ASK, CONSENTS, WELCOME

DIALOGS: Mapping[str, Dialog[object]] = MappingProxyType(
    {each.name: each for each in (PETITION, WELCOME, CONSENTS, ASK, ADD_OR_NEW, POLL, REPLY, NOT_DONE)}
)
