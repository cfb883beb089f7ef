"""Ten usual wishes, each walked through the real dialogs and counted; `docs/walks.md` is drawn from it.

`python -m tests.handlers.walks > docs/walks.md` draws the page; a test holds it true and lets no walk grow.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import migrate
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.ward import ward
from tests.databases import Now
from tests.handlers.street import Citizen, Street


@dataclass(slots=True)
class Walk:
    """What a wish costs: what the person sends and presses, what they are answered and how many words that has."""

    wish: str
    messages: int = 0
    taps: int = 0
    answers: int = 0
    words: int = 0


class Walker:
    """A resident whose steps are counted."""

    def __init__(self, citizen: Citizen, walk: Walk) -> None:
        self.citizen, self.walk = citizen, walk
        self._seen = len(citizen.all())

    def says(self, text: str) -> None:
        """One message."""
        self.walk.messages += 1
        self.citizen.say(text)
        self._count()

    def sends_photo(self) -> None:
        """One photo. Its answer may wait a moment for more of them."""
        self.walk.messages += 1
        self.citizen.photo("p1")
        self.citizen.street.now.pass_(seconds=30)
        self.citizen.street.send()
        self._count()

    def taps(self, label: str) -> None:
        """One button; its label may be only the beginning. Where a channel shows none, its words are typed."""
        self.walk.taps += 1
        found = next((each for each in reversed(self.citizen.all()) if _label(each.buttons, label)), None)
        if found is None:
            self.citizen.say(label)
        else:
            self.citizen.press(_label(found.buttons, label), of=found)
        self._count()

    def _count(self) -> None:
        new = self.citizen.all()[self._seen :]
        self._seen += len(new)
        self.walk.answers += len(new)
        self.walk.words += sum(len(each.outgoing.text.split()) for each in new)


def _label(buttons: object, label: str) -> str:
    assert isinstance(buttons, dict)
    return next((each for each in buttons if re.sub(r"^\d+\. ", "", each).startswith(label)), "")


def _report(walker: Walker) -> None:
    walker.says("Đèn đường ngõ 12 tổ 3 hỏng ba hôm nay")
    walker.taps("Gửi đi")


def _report_with_photo(walker: Walker) -> None:
    walker.says("Rác ở cổng chợ chưa ai dọn")
    walker.sends_photo()
    walker.taps("Gửi đi")


def _report_with_place(walker: Walker) -> None:
    walker.says("đèn hỏng")
    walker.taps("Đổi nơi")
    walker.says("ngõ 12, cạnh chợ")
    walker.taps("Gửi đi")


def _question(walker: Walker) -> None:
    walker.says("Làm khai sinh cần giấy tờ gì?")
    walker.taps("Gửi đi")


def _status(walker: Walker) -> None:
    walker.citizen.files()
    walker = Walker(walker.citizen, walker.walk)
    walker.says("bao giờ xong?")


def _further_words(walker: Walker) -> None:
    walker.citizen.files()
    walker = Walker(walker.citizen, walker.walk)
    walker.says("cảm ơn nhưng đèn vẫn chưa sáng")
    walker.taps("LS-26-")


def _withdrawal(walker: Walker) -> None:
    walker.citizen.files()
    walker = Walker(walker.citizen, walker.walk)
    walker.says("cho tôi rút")
    walker.taps("Rút")


def _stop(walker: Walker) -> None:
    walker.citizen.greeted().say("cho tôi đăng ký nhận bản tin")
    walker = Walker(walker.citizen, walker.walk)
    walker.says("thôi không nhận tin nữa")


def _danger(walker: Walker) -> None:
    walker.says("cháy nhà ở ngõ 5 tổ 2")


def _complaint(walker: Walker) -> None:
    walker.says("Tôi khiếu nại quyết định số 45 của phường về thu hồi đất nhà tôi")
    walker.taps("Tôi hiểu, tiếp tục")
    walker.taps("Gửi đi")


WISHES: tuple[tuple[str, Callable[[Walker], None]], ...] = (
    ("report a broken lamp, all said at once", _report), ("report with a photo", _report_with_photo),
    ("report two words, then the place", _report_with_place), ("ask how to register a birth", _question),
    ("ask how one's case stands", _status), ("add words to a case", _further_words),
    ("withdraw a case", _withdrawal), ("stop the bulletins", _stop), ("say that a house burns", _danger),
    ("complain of a decision", _complaint),
)  # fmt: skip


def walked(street: Street, *, channel: str = "web") -> list[Walk]:
    """Each wish, by somebody whom the service has not met before, in the web chat or another channel."""
    for number in (2, 3):
        street.store.run(ward.add_unit, f"tdp-{number}", kind="to_dan_pho", name=f"Tổ dân phố {number}")
    found = []
    for wish, steps in WISHES:
        walk = Walk(wish)
        steps(Walker(street.person(wish, channel=channel), walk))
        found.append(walk)
    return found


def draw(walks: list[Walk]) -> str:
    """The page, as Markdown."""
    lines = [
        "# Walks",
        "",
        "What ten usual wishes cost a resident of the web chat whom the service has not met before, counted by driving",
        "the real dialogs. Drawn by `python -m tests.handlers.walks > docs/walks.md`; a test holds it true and lets no",
        "walk grow. The first answer of a walk holds the greeting; words are those of all answers together.",
        "",
        "| Wish | Messages | Taps | Answers | Words |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [f"| {each.wish} | {each.messages} | {each.taps} | {each.answers} | {each.words} |" for each in walks]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Walk in a new database and print the page."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'walks.db'}"
        migrate.upgrade(url)
        keys = beside(Path(folder) / "files")
        now = Now()
        database = Database(url, seal=Seal("a key for walks, 32 letters or so", keys=keys), clock=now)
        sys.stdout.write(draw(walked(Street(database, now))))
        database.close()


if __name__ == "__main__":
    main()
