"""What the manifest is made of: its schema, and what became of every source."""
