"""Our own sheets before the exhibits: each a pure function from a `Matter` to pages of marks and links."""
