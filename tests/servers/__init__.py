"""Test servers of platforms: what a platform does, on loopback and a clock of our own."""
