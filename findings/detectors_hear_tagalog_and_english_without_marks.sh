#!/usr/bin/env bash
# Three language detectors name three wrong languages, all without doubt, for Vietnamese typed without marks.
#
# langdetect 1.0.9, langid 1.1.6, pycld2 0.42. A resident types "den duong ngo 12 bi hong ba hom nay roi" (the street light
# in lane 12 has been broken for three days) and "rac do day duong khong ai don" (rubbish all over the street). Guess:
# Vietnamese, or a low confidence. Seen: the first is Tagalog for langdetect (0.9999 and more, whatever the seed) and Basque
# for langid; the second is English for pycld2, which calls that reliable. With the marks all three say Vietnamese.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check langdetect==1.0.9 langid==1.1.6 pycld2==0.42 setuptools==80.9.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import langdetect
import langid
import pycld2

LIGHT = "den duong ngo 12 bi hong ba hom nay roi"
LIGHT_MARKED = "Đèn đường ngõ 12 bị hỏng ba hôm nay rồi"
RUBBISH = "rac do day duong khong ai don"
langdetect.DetectorFactory.seed = 0
(first, *_) = langdetect.detect_langs(LIGHT)
reliable, _, found = pycld2.detect(RUBBISH)
said = {
    "langdetect": (first.lang, first.prob > 0.999),
    "langid": langid.classify(LIGHT)[0],
    "cld2": (found[0][1], reliable),
    "marked": (langdetect.detect(LIGHT_MARKED), langid.classify(LIGHT_MARKED)[0], pycld2.detect(LIGHT_MARKED)[2][0][1]),
}
print(said)
wanted = {"langdetect": ("tl", True), "langid": "eu", "cld2": ("en", True), "marked": ("vi", "vi", "vi")}
sys.exit(0 if said == wanted else 1)
PY
