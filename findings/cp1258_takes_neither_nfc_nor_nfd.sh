#!/usr/bin/env bash
# Python's codec for Vietnamese Windows files writes Vietnamese in neither of Unicode's usual forms.
#
# Python's own codec cp1258 (seen with 3.11), no package. Older office programs ask for this code page. Guess: the code page has
# the tones as marks of their own, so NFD can be written where NFC cannot. Seen: NFC raises at "ờ", NFD too, at the horn
# of "ơ": the code page has ă, â, đ, ê, ô, ơ, ư whole and the five tones apart, a form that no normalisation gives. What is read
# from such a file is in that third form and equals neither, so that a comparison fails until it is put into NFC.
set -euo pipefail
python3 - <<'PY'
import sys
import unicodedata

TEXT = "Đường ngõ"
APART = "Đươ\u0300ng ngo\u0303"  # the letters whole, the tones apart


def written(text: str) -> bool:
    try:
        text.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


read = APART.encode("cp1258").decode("cp1258")
said = {
    "NFC": written(unicodedata.normalize("NFC", TEXT)),
    "NFD": written(unicodedata.normalize("NFD", TEXT)),
    "third": written(APART),
    "read": (read == TEXT, read == unicodedata.normalize("NFD", TEXT), unicodedata.normalize("NFC", read) == TEXT),
}
print(sys.version.split()[0], said)
sys.exit(0 if said == {"NFC": False, "NFD": False, "third": True, "read": (False, False, True)} else 1)
PY
