"""Reads Word files (.docx) as a person sees them: text, list numbers, and notes of what was left out or converted."""
