"""Word's own files (.docx), read as a person sees them: words, their numbers, and what was left out or converted."""
