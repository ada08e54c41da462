"""`python -m packetizer`."""

from packetizer.cli import main

main()
