"""The loudspeaker's words become a sound by a program of the machine; a stand-in says what it was given."""

import io
import shutil
import wave
from pathlib import Path

import pytest

from broadcasts import speech
from civics.bulletins.speaking import for_machine
from tests.broadcasts.speaking_program import program


def test_the_program_gets_the_words_by_its_pipe(tmp_path: Path) -> None:
    made = speech.sound("Nộp 50.000 đồng; rm -rf /", program(tmp_path))
    assert made.startswith(b"RIFF")
    assert "Nộp 50000 đồng; rm -rf /".encode() in made
    assert b"-v vi -s 140" in made


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed, so nothing can be spoken")
def test_the_real_program_speaks_vietnamese_and_the_file_says_how_long_it_is() -> None:
    made = speech.sound("Kính mời bà con họp lúc 19 giờ 30. Đóng 50.000 đồng.", "espeak-ng")
    with wave.open(io.BytesIO(made)) as read:
        seconds = read.getnframes() / read.getframerate()
        assert len(read.readframes(read.getnframes())) == read.getnframes() * read.getsampwidth()
    assert 3 < seconds < 30
    assert int.from_bytes(made[4:8], "little") == len(made) - 8


@pytest.mark.parametrize("script", ["exit 1", "echo no sound"])
def test_a_program_that_fails_gives_no_sound(tmp_path: Path, script: str) -> None:
    with pytest.raises(speech.NoSpeechError):
        speech.sound("x", program(tmp_path, script))


def test_without_a_program_there_is_none() -> None:
    for absent in ("", "/nowhere/espeak-ng"):
        assert not speech.installed(absent)
        with pytest.raises(speech.NoSpeechError):
            speech.sound("x", absent)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("50.000 đồng", "50000 đồng"), ("2.000.000 đồng", "2000000 đồng"), ("1,5 triệu", "1 phẩy 5 triệu"),
        ("gọi 0912 345 678", "gọi 0 9 1 2, 3 4 5, 6 7 8"), ("12 hộ, 5 tổ", "12 hộ, 5 tổ"),
    ],
)  # fmt: skip
def test_a_machine_gets_digits_as_it_reads_them_rightly(said: str, heard: str) -> None:
    assert for_machine(said) == heard
