"""The loudspeaker's words as a sound file, made offline by espeak-ng where the machine has it (`SPEECH_PROGRAM`).

A machine reads names wrongly now and then: a person hears the whole file before it is passed on.
"""

import shutil
import subprocess

from civics.bulletins.speaking import for_machine
from core.errors import DanBanError
from storage.bulletins.kits import LONGEST_SPOKEN

TYPE = "audio/wav"
_SPEED = "140"  # words per minute; espeak-ng's own 175 is too fast over a loudspeaker
_SECONDS = 60
_MOST_BYTES = 60_000_000


class NoSpeechError(DanBanError):
    """There is no sound: no program is set, or it failed."""


def installed(program: str) -> bool:
    """Whether the program of the setting is on this machine."""
    return bool(program) and shutil.which(program) is not None


def sound(text: str, program: str) -> bytes:
    """The text as .wav, in Vietnamese. It takes about a second per 1,000 letters. Raises NoSpeechError."""
    found = shutil.which(program) if program else None
    if found is None:
        raise NoSpeechError("no program for speech is set")
    try:
        done = subprocess.run(  # noqa: S603  # the operator's own setting, no shell; the words go in by the pipe
            [found, "-v", "vi", "-s", _SPEED, "-b", "1", "--stdin", "--stdout"],
            input=for_machine(text[:LONGEST_SPOKEN]).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=True, timeout=_SECONDS, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise NoSpeechError("the program for speech gave no sound") from error
    if not done.stdout.startswith(b"RIFF") or len(done.stdout) > _MOST_BYTES:
        raise NoSpeechError("the program for speech gave no sound")
    return _measured(done.stdout)


def _measured(wave: bytes) -> bytes:
    """The file with its true lengths. A program that writes into a pipe gives 2 GB, and players show 13 hours."""
    at = wave.find(b"data", 12)
    if at < 0 or len(wave) < at + 8:
        return wave
    riff, data = ((len(wave) - start).to_bytes(4, "little") for start in (8, at + 8))
    return wave[:4] + riff + wave[8 : at + 4] + data + wave[at + 8 :]
