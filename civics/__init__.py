"""The law and the ward, as data and pure functions without I/O.

To check the law, it is enough to read this floor.
"""
