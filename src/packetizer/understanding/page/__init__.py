"""A page as text with its places, folded for finding phrases."""
