"""A bulletin's text, laid out for each channel and the page."""
