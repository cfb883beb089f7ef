"""Where a ward keeps the keys that stand outside its database: in a folder, or with KEYS_URL in a second database."""

from core.settings import Settings
from storage.database.key_table import KeyTable
from storage.database.outside import OutsideKeys, beside


def keys(settings: Settings) -> OutsideKeys:
    """The keys. In a second database they are closed with SECRET_KEY, which the settings must hold."""
    if settings.keys_url:
        return KeyTable(settings.keys_url, settings.secret_key)
    return beside(settings.files_dir)
