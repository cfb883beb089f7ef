#!/bin/sh
# Makes a backup in the folder $1, restores it into a temporary place (`danban drill`), and only then gives it its name.
# Ends with an error when the ward could not work on from it. Backups older than 30 days are removed after a good one.
set -eu
umask 077
folder=${1:?the folder of the backups}
at="$folder/danban-$(date -u +%Y%m%dT%H%M%SZ)"
rm -f "$folder"/danban-*.part
danban backup "$at.part"
danban drill "$at.part"
mv "$at.part" "$at.tar"
find "$folder" -name 'danban-*.tar' -mtime +30 -delete
