"""The rules of petitions and complaints: kinds, clocks, moves, codes, sealing, emergencies."""
