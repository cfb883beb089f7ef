"""`danban poll verify FILE`: count a consultation's public list again and say whether the published count agrees."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from civics.polls.recount import UnreadableListError, Verdict, recount
from core.errors import DanBanError
from core.settings import Settings

MOST_BYTES = 100_000_000


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `poll verify`."""
    poll = commands.add_parser("poll", help="closed consultations").add_subparsers(required=True, metavar="ACT")
    verify = poll.add_parser("verify", help="count the public list of ballots again; needs no installation")
    verify.add_argument("file", type=Path, help="phieu-….json, from the result page")
    verify.add_argument("--receipts", type=Path, help="bien-nhan-….json, to be held beside it")
    verify.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Print the count. Gives 0 when it agrees with the published one, else 1. Raises DanBanError on an invalid file."""
    del settings
    try:
        verdict = recount(_text(parsed.file), _text(parsed.receipts) if parsed.receipts else "")
    except UnreadableListError as error:
        raise DanBanError(f"{parsed.file}: {error}") from error
    print("\n".join(lines(verdict)))
    return 0 if verdict.agrees else 1


def lines(verdict: Verdict) -> list[str]:
    """The lines for a person: the count, the mark to compare with the page, and what is wrong."""
    head = [f"{verdict.ballots} ballots, counted again:", *_figures(verdict.counted)]
    if verdict.apart is None:
        head.append("1 to 4 more, of which nothing shows whose they are; what so few say is not listed.")
    elif verdict.apart:
        head.append(f"{verdict.apart} more, of which nothing shows whose they are. They count apart from the others:")
        head += _figures(verdict.counted_apart)
    head.append(f"Mark of this list: {verdict.mark}")
    if verdict.agrees:
        return [*head, "It agrees with what was published. Compare the mark with the one on the result page."]
    return [*head, "It does NOT agree:", *(f"  {each}" for each in verdict.faults)]


def _figures(counted: Mapping[str, Mapping[str, int]]) -> list[str]:
    return [
        f"  {label}: " + ", ".join(f"{name} {number}" for name, number in tally.items())
        for label, tally in counted.items()
    ]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableListError("This is too big to be a list of ours.")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UnreadableListError(error.strerror or "It cannot be opened.") from error
    except UnicodeDecodeError as error:
        raise UnreadableListError("This is no text.") from error
