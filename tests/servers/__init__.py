"""Test servers: each acts like a platform, on the loopback interface, with a virtual clock."""
