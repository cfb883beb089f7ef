"""Tests from the street: residents' messages go in, and what residents see comes out."""
