"""One booking as a calendar file (.ics, RFC 5545), in the forms that real calendar programs read alike.

UTC with Z; lines of at most 75 bytes, never cut inside a letter; one event; METHOD:PUBLISH. What it is about stands in
no calendar: families and offices share them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from core.text import sound_line

_WIDE = 75  # bytes of a line


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `uid` stays for ever; `sequence` rises with each change."""

    uid: str
    sequence: int
    changed_at: datetime
    starts: datetime
    ends: datetime
    summary: str
    about: str
    place: str
    cancelled: bool = False


def ics(event: Event) -> bytes:
    """The file."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dan Ban//reception//VI", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{event.uid}", f"SEQUENCE:{event.sequence}", f"DTSTAMP:{_utc(event.changed_at)}",
        f"DTSTART:{_utc(event.starts)}", f"DTEND:{_utc(event.ends)}", f"SUMMARY:{_text(event.summary)}",
        f"DESCRIPTION:{_text(event.about)}", f"LOCATION:{_text(event.place)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        *(
            []
            if event.cancelled
            else [
                "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}", "TRIGGER:-P1D", "END:VALARM",
            ]
        ),
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(each)}\r\n" for each in lines).encode()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(sound_line(each) for each in text.splitlines())


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes; each further piece begins with a blank."""
    pieces, piece, size = [], "", 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > _WIDE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + wide
    return "\r\n".join([*pieces, piece])
