#!/usr/bin/env bash
# Django in Vietnamese shows the day first and reads the month first.
#
# Django 5.2.19, LANGUAGE_CODE "vi". The locale sets how dates are shown, but not how they are read, so the formats of the
# United States remain. Guess: "02/03/2026" is 2 March, as everybody in Vietnam writes it, and what is shown can be typed
# back. Seen: a localized form reads 3 February; "30/11/2026" is refused; the short date that Django itself shows,
# "02-03-2026", is refused too; a week begins on Sunday. A third of all days are silently another day.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import date

import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="vi", USE_I18N=True)
django.setup()
from django import forms
from django.utils import formats


def read(text):
    try:
        return forms.DateField(localize=True).clean(text).isoformat()
    except forms.ValidationError:
        return "refused"


shown = formats.date_format(date(2026, 3, 2), "SHORT_DATE_FORMAT")
found = {text: read(text) for text in ("02/03/2026", "30/11/2026", shown)}
print("2 March is shown as", shown, "and read:", found, "first day of the week:", formats.get_format("FIRST_DAY_OF_WEEK"))
wanted = {"02/03/2026": "2026-02-03", "30/11/2026": "refused", "02-03-2026": "refused"}
sys.exit(0 if found == wanted and formats.get_format("FIRST_DAY_OF_WEEK") == 0 else 1)
PY
