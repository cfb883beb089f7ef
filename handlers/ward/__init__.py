"""The acts of admins on the ward itself: accounts, settings, prepared answers, groups. One act is one function."""
