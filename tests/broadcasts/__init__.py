"""Tests of the room that writes bulletins for each channel."""
