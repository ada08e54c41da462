"""What kind of paper pages are, why, and how sure that is."""
