#!/usr/bin/env bash
# A scan in 16-bit grey becomes a white sheet when Pillow converts it, without a word.
#
# Pillow 13.0.0. Expected: `convert("L")` and `convert("RGB")` scale 0…65535 down to 0…255. Seen: values above 255 are cut
# off at 255, so that everything but near-black is white; `thumbnail` alone keeps the depth ("I;16") and the values. Pages
# of office scanners and of some phones' document apps come like this.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$room/venv/bin/python" -W ignore - <<'PY'
import io
import sys

from PIL import Image

page = Image.new("I;16", (16, 1))
for at in range(16):
    page.putpixel((at, 0), at * 4096)
out = io.BytesIO()
page.save(out, "PNG")
scan = Image.open(io.BytesIO(out.getvalue()))
grey = [scan.convert("L").getpixel((at, 0)) for at in range(16)]
print(scan.mode, grey)
sys.exit(0 if scan.mode == "I;16" and grey == [0] + [255] * 15 else 1)
PY
