"""Many wards in one process: a door in front of them, and the wards for which this process works."""
