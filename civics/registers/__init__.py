"""The ward's registers as data: their fields, states, moves and clocks. One engine serves them all."""
