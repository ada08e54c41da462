"""The appeal letter: `letter.md` read, its references looked up in the packet, and a first draft of it."""
