"""One module a command: its options, one call, a summary out. Heavy parts are imported when it runs."""
