"""Tests of the platforms' adapters."""
