"""Heavy work in a process of its own, started by `bot.workers.maker`: `python -m bot.workers.subprocess_work WHAT`.

JSON comes in, the result goes out. Lines "done/total" on standard error tell the progress. The process opens no
database, has no key and no platform, and runs with low priority.
"""

import json
import sys
from functools import partial

from civics.polls.counting import alike
from core.words import FIRST, Words
from papers import held, online, summary, table
from papers.parts import official
from papers.values import Values
from storage.media import subprocesses
from storage.polls.tasks import What


def main(what: What, given: str) -> bytes:
    """The result of one piece of work: JSON of groups, a .docx or an .xlsx."""
    if what is What.COMPARE:
        return json.dumps(_groups(json.loads(given))).encode()
    values = Values.of_json(given)
    say = official(partial(Words.load().say, FIRST), remarks=values.remarks, font=values.font)
    if what is What.SUMMARY:
        return summary.write(values, say, _tell)
    _tell(0, 1)
    writers = {
        What.TABLE: table.write, What.COUNT: held.count, What.MINUTES: held.minutes, What.REQUEST: held.request,
        What.ONLINE: online.write,
    }  # fmt: skip
    made = writers[what](values, say)
    _tell(1, 1)
    return made


def _groups(said: list[tuple[int, str, str]]) -> list[list[int]]:
    """Nearly identical opinions, article by article.

    An opinion without words was spoken or shown, and is like no other.
    """
    by_article: dict[str, list[tuple[int, str]]] = {}
    found: list[list[int]] = []
    for number, article, text in said:
        if text:
            by_article.setdefault(article, []).append((number, text))
        else:
            found.append([number])
    for done, several in enumerate(by_article.values(), 1):
        found += [list(each) for each in alike(several)]
        _tell(done, len(by_article))
    return found


def _tell(done: int, total: int) -> None:
    print(f"{done}/{total}", file=sys.stderr, flush=True)  # noqa: T201  # to the process that started this one


if __name__ == "__main__":
    subprocesses.hold(subprocesses.PAPERS)
    sys.stdout.buffer.write(main(What(sys.argv[1]), sys.stdin.buffer.read().decode()))
