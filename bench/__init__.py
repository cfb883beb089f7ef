"""Measures how fast a message goes from the hook to the platform, compared with a bare aiogram bot:

`python -m bench`.
"""
