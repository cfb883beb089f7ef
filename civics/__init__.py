"""The law and the ward as data and pure functions. No I/O: the law can be read and tested here alone."""
