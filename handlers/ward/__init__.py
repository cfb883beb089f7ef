"""What admins do with the ward itself: accounts, settings, prepared answers, groups. One act is one function."""
