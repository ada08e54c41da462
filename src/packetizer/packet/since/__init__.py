"""What a build changed against the last one: read from the `packet.json` that it replaces."""
