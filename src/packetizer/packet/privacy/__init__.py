"""What must not leave: found, kept out of what we draw ourselves, and proved to be gone."""
