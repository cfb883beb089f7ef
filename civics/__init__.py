"""The law and the ward, as data and pure functions without I/O.

Whoever wants to check the law reads only this floor.
"""
