"""A resident who talks to one dialog without a database: says, presses, and sees what is asked."""

import json
from datetime import UTC, datetime

from civics.hearing.hear import hear as hear_words
from civics.ward.units import Place
from core.message import Address, Incoming, Json, Kind, Media, MediaKind, Outgoing, Point
from dialogs.engine import hear
from dialogs.engine.ear import Ear
from dialogs.engine.prompt import prompt
from dialogs.engine.script import Asking, Done, Dropped, Here, Look, Wanting, found, play
from dialogs.engine.tongue import Tongue
from dialogs.scripts.catalogue import DIALOGS
from tests.parts import catalogue

WORDS = catalogue()
EAR = Ear(WORDS)
UNITS: Json = [["1", "Tổ dân phố 5"], ["2", "Xóm Núi Hột"]]


def photo(ref: str) -> Media:
    """A photo by its reference."""
    return Media(MediaKind.PHOTO, ref)


def heard_in(text: str) -> Json:
    """What the service would hear in the words, with the two units of these tests."""
    heard = hear_words(text, [Place("tdp-5", "to_dan_pho", "Tổ dân phố 5"), Place("xom-nui-hot", "xom", "Xóm Núi Hột")])
    unit = {"tdp-5": "1", "xom-nui-hot": "2"}.get(heard.unit, "")
    kind = heard.kind or ("" if heard.kinds else "hoi" if heard.wish == "question" else "phan_anh")
    return {"kind": kind, "kinds": list(heard.kinds), "topic": heard.topic, "place": heard.place, "unit": unit}


class Resident:
    """Answers go through JSON after each turn, so that what would not survive a restart fails."""

    def __init__(self, dialog: str = "petition", *, run: str = "r1", here: Here | None = None) -> None:
        self.dialog, self.run, self.here = DIALOGS[dialog], run, here or Here(sealed=True)
        self.answers: dict[str, Json] = {}
        self.messages = 0
        self.last: hear.Hearing | None = None
        self.looks: list[Json] = []

    def stand(self) -> Asking | Done[object] | Dropped:
        """Where the run stands; wishes are granted."""
        while isinstance(stand := play(self.dialog, self.answers, self.here), Wanting):
            self.answers = found(self.answers, stand.look, self._find(stand.look))
        return stand

    def _find(self, look: Look[object]) -> Json:
        self.looks.append(look.about)
        if look.wants == "heard_in_words":
            return heard_in(str(look.about))
        if look.wants == "near_cases":
            return {}
        return {"likely": [], "all": UNITS} if look.wants == "units_of_place" else [["7", "LS-26-000007"]]

    @property
    def asked(self) -> str:
        """The key of the present question; empty at the end."""
        stand = self.stand()
        return stand.question.key if isinstance(stand, Asking) else ""

    @property
    def result(self) -> object:
        """What the dialog ended with."""
        stand = self.stand()
        assert isinstance(stand, Done)
        return stand.result

    def sees(self, language: str = "vi") -> Outgoing:
        """The present question as a message."""
        stand = self.stand()
        assert isinstance(stand, Asking)
        return prompt(stand, self.run, Tongue(WORDS, language, {"ward": "phường Linh Sơn"}), self.here)

    def says(
        self, text: str = "", *, media: tuple[Media, ...] = (), point: Point | None = None, album: str = ""
    ) -> "Resident":
        """A message."""
        self.messages += 1
        return self._hear(self._incoming(Kind.MESSAGE, text=text, media=media, point=point, album=album))

    def presses(self, value: str) -> "Resident":
        """A press; `key=value` of this run, or a whole value."""
        return self._hear(self._incoming(Kind.PRESS, press=value if "." in value else f"{self.run}.{value}"))

    def edits(self, message: str, text: str) -> "Resident":
        """A changed message."""
        stand = self.stand()
        assert isinstance(stand, Asking)
        heard = hear.edited(self._room(stand), self._incoming(Kind.EDIT, text=text, message_id=message))
        return self._keep(heard)

    def _room(self, stand: Asking) -> hear.Room:
        return hear.Room(self.dialog, self.answers, stand, self.run, self.here, EAR)

    def _hear(self, incoming: Incoming) -> "Resident":
        stand = self.stand()
        assert isinstance(stand, Asking)
        return self._keep(hear.hear(self._room(stand), incoming))

    def _keep(self, heard: hear.Hearing | None) -> "Resident":
        self.last = heard
        if isinstance(heard, hear.Heard):
            self.answers = json.loads(json.dumps(heard.answers))
        return self

    def _incoming(
        self, kind: Kind, *, text: str = "", media: tuple[Media, ...] = (), point: Point | None = None,
        album: str = "", press: str = "", message_id: str = "",
    ) -> Incoming:  # fmt: skip
        return Incoming(
            Address("web", "w", "1"), str(self.messages), kind, datetime(2026, 11, 24, tzinfo=UTC), text=text,
            media=media, point=point, album=album, press=press, message_id=message_id or str(self.messages),
        )  # fmt: skip
