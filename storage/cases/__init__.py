"""Petitions and complaints from filing to answer: acts, clocks, queue, search, sealing."""
