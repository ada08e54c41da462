"""Packetizer turns a folder of scans into one indexed, submission-ready appeal packet, offline."""

__version__ = "0.1.0"
