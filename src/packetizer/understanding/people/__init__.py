"""Whose a paper is, and what of it is private."""
