#!/usr/bin/env bash
# Python's e-mail package puts a blank into a Vietnamese name and takes one out of a subject.
#
# CPython 3.11 (seen with 3.11.7), package email; no other package. Guess: what is folded into several encoded words comes
# back as it was, since blanks between encoded words do not count (RFC 2047, 6.2). Seen: EmailMessage writes a subject
# that every reader shows as "Giám:có việc": the blank between two words is lost. And the reader with policy "default"
# puts a blank into a display name, "Nhung Ph ương", where the sender cut it between two encoded words, whoever wrote it;
# the older Header and decode_header are right in both.
set -euo pipefail
python3 -W ignore - <<'PY'
import sys
from email import message_from_bytes, policy
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.text import MIMEText

NAME = "Công Tằng Tôn Nữ Thị Hồng Nhung Phương Thảo Nguyên"
SUBJECT = "Phường Văn Miếu - Quốc Tử Giám: có việc cần xem"
made = EmailMessage(policy=policy.SMTP)
made["To"], made["Subject"] = Address(NAME, "lan", "a.example"), SUBJECT
made.set_content("x")
read = message_from_bytes(made.as_bytes(), policy=policy.default)
name, subject = read["To"].addresses[0].display_name, read["Subject"]
old = MIMEText("x")
old["To"] = f"{Header(NAME, 'utf-8').encode()} <lan@a.example>"
old["Subject"] = Header(SUBJECT, "utf-8", header_name="Subject").encode()
by_old = message_from_bytes(old.as_bytes(), policy=policy.default)
plain = message_from_bytes(made.as_bytes(), policy=policy.compat32)
print(sys.version.split()[0], repr(name), repr(subject))
print("written by Header:", repr(by_old["To"].addresses[0].display_name), repr(by_old["Subject"]))
as_seen = "Ph ương" in name and "Giám:có" in subject and "Phươ ng" in by_old["To"].addresses[0].display_name
right = by_old["Subject"] == SUBJECT and NAME in str(make_header(decode_header(plain["To"])))
sys.exit(0 if as_seen and right else 1)
PY
