"""What the readers of drafts share, whatever the kind of file: tables as lines, drawn numbers, notes, safe XML."""
