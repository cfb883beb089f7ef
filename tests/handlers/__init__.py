"""Tests from the street: what residents say goes in, what they see comes out."""
