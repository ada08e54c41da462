"""Many cases: which folders are cases, what is known of each, and builds that run beside each other."""
