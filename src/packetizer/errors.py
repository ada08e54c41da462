"""Errors that we can explain to the person at the keyboard: what is wrong, in which file, what to do next.

A message never quotes a page: it may end up in a log or in an e-mail to somebody. A bug is not a
`PacketizerError`; its traceback shows.
"""


class PacketizerError(Exception):
    """Nothing could be built, and we know why (exit code 4)."""

    exit_code = 4


class UsageError(PacketizerError):
    """The command was called in a way that cannot be right (exit code 2)."""

    exit_code = 2


class RulesError(PacketizerError):
    """A rule file or a case file is wrong (exit code 3). Lists every problem, each with its place."""

    exit_code = 3
