"""Readers of the finished file that had no part in writing it."""
