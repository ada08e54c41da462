"""Runs another program confined: `python -I confined.py MEGABYTES SECONDS PROGRAM ARGUMENT …`.

Before it becomes PROGRAM it gives up what that has no need of: the network (a namespace without one, where
the system lets an ordinary user make it), memory and computing time beyond limits, core dumps; and it ends
when the process that started it does. A file of its own, so that nothing of Packetizer is loaded in it.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1


def _alone() -> None:
    """Without a network, if the system lets us; the program's own settings forbid it in any case."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NETWORK) == 0:
        for file, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path(f"/proc/self/{file}").write_text(text, encoding="ascii")
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def main() -> None:
    """Become the program."""
    megabytes, seconds, *command = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    room = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (room if hard < 0 else min(room, hard), hard))
    if sys.platform == "linux":
        _alone()
    os.execv(command[0], command)  # noqa: S606  (this is its task; no shell)


if __name__ == "__main__":
    main()
