"""`danban read gate`: what the gate for state secrets finds in a file's name and words, as for a file of a bulletin."""

from broadcasts import gate
from civics.bulletins import state_secrets
from civics.bulletins.state_secrets import Finding
from core.errors import RefusedFileError
from core.message import Json
from core.settings import Settings
from core.words import Words
from storage.media.looking import Looker


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """The findings, also of a file that a bulletin does not take; then `refused` says why."""
    del settings
    words, looker = Words.load(), Looker()
    refused = says = ""
    try:
        found = gate.look(name, content, looker).found
    except RefusedFileError as error:
        refused, says = error.reason, words.say("vi", "bulletins.problem_file")
        mime = "text/plain" if name.lower().endswith(".txt") else ""
        found = (*state_secrets.scan_name(name), *looker.marks(mime, content, name))
    finally:
        looker.close()
    findings: list[Json] = [_shown(each, words) for each in found]
    return {"refused": refused, "says": says, "stops": state_secrets.stops(found), "findings": findings}


def _shown(found: Finding, words: Words) -> Json:
    says = words.say("vi", f"bulletins.mark_{found.what}", line=found.line)
    return {"level": found.level.value, "what": found.what, "where": found.where, "line": found.line, "says": says}
