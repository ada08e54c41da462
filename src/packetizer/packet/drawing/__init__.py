"""Type and lines on sheets of ours and in the margins of theirs: how they are set, and how they are drawn."""
