"""Every case of an office, once: several at a time, and a table of how they stand."""
