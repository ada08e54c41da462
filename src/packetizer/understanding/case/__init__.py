"""What the papers of a case say together."""
