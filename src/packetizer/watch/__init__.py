"""A folder of cases that looks after itself: packets that are always up to date."""
