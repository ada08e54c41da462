"""`packetizer lint`: audits any finished bundle, ours or another's. Nothing here knows how ours are made."""
