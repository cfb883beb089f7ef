"""Attackers as tests."""
