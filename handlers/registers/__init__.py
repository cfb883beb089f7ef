"""What staff and residents do with the registers: each act with its checks and its line of the trail."""
