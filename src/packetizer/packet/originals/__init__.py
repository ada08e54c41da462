"""Pages as they came, made ready for the packet: clean, upright, placed on their sheets."""
