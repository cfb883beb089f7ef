#!/usr/bin/env bash
# espeak-ng reads Vietnamese figures otherwise than people say them, so a text for the loudspeaker must be written out.
#
# espeakng-loader 0.2.4 (espeak-ng with its voice "vi"). Expected: figures as they are spoken. Seen, as phonemes:
# - "15" ends like "năm" (n'am), not like "lăm" (l'am): it sounds like "ten years"; "25" is right (l'a7m).
# - "24/7" is "hai mươi bốn" and "bảy" with nothing between: the slash is silent, in "12/5" too.
# - "UBND" is handed to the English voice and read as one word; "TDP" is spelled in Vietnamese.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check espeakng-loader==0.2.4
"$room/venv/bin/python" -W ignore - <<'PY'
import ctypes
import sys

import espeakng_loader

lib = ctypes.CDLL(espeakng_loader.get_library_path())
lib.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
lib.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
lib.espeak_SetVoiceByName(b"vi")


def phonemes(text):
    rest, found = ctypes.c_char_p(text.encode()), []
    while rest.value:
        found.append((lib.espeak_TextToPhonemes(ctypes.byref(rest), 1, 0) or b"").decode())
    return " ".join(found)


said = {text: phonemes(text) for text in ("15", "mười lăm", "25", "24/7", "bảy", "12/5", "UBND", "TDP")}
for text, sounds in said.items():
    print(f"{text!r}: {sounds}")
as_seen = (
    "n'am" in said["15"] and "l'am" in said["mười lăm"] and "l'a7m" in said["25"]
    and len(said["24/7"].split("|")) <= 4 and "tS'en" not in said["24/7"] and "tS'en" not in said["12/5"]
    and "(en)" in said["UBND"] and "(en)" not in said["TDP"]
)
sys.exit(0 if as_seen else 1)
PY
