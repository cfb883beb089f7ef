"""What residents do with bulletins: subscriptions, digests of groups."""
