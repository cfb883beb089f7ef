"""Many wards in one process."""
