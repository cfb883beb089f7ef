"""Tests of bulletins: pace and layout."""
