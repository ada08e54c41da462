"""Takes from a process what opening papers does not need: the network, and writing but to a few folders.

Linux lets an ordinary user make namespaces of its own, unless the system (or a container) forbids it. The
process sees the same files, all of them read-only but for the folders named; it has no network, not even a
loopback. For whole processes and for good: meant for the workers that open hostile files, not for us.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_NEW_MOUNTS, _NEW_USER, _NEW_NETWORK = 0x00020000, 0x10000000, 0x40000000
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_MOUNT_SETATTR = 442  # the number of the system call, the same on every architecture
_HERE, _AT_RECURSIVE, _READ_ONLY = -100, 0x8000, 1


class CannotIsolate(Exception):  # noqa: N818  (a statement about the system, not an error of ours)
    """The system does not allow it; the message says why, as part of a sentence."""


def isolate(writable: Sequence[Path]) -> None:
    """From now on: no network; only `writable` folders, which must exist, can be written to.

    The process must have no second thread yet. Raises CannotIsolate.
    """
    if platform.system() != "Linux":
        raise CannotIsolate("only Linux has what it takes")
    user, group, here = os.getuid(), os.getgid(), Path.cwd()
    _call("unshare", ctypes.c_int(_NEW_USER | _NEW_NETWORK | _NEW_MOUNTS))
    _become("setgroups", "deny")
    _become("uid_map", f"{user} {user} 1")
    _become("gid_map", f"{group} {group} 1")
    _mount(b"none", b"/", _RECURSIVE | _PRIVATE)
    places = [os.fsencode(folder.resolve()) for folder in writable]
    for place in places:
        _mount(place, place, _BIND | _RECURSIVE)
    _set_read_only(b"/", on=True)
    for place in places:
        _set_read_only(place, on=False)
    os.chdir(here)  # the old place is below the mount that was covered


def obstacle() -> str | None:
    """Why workers cannot be isolated on this system, None where they can. Tried in a process of its own."""
    program = "from packetizer.intake import isolation; isolation.tell()"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    said = ran.stdout.strip()
    return None if ran.returncode == 0 and said == "isolated" else said or "the system ended the attempt"


def tell() -> None:
    """Isolate this process and say `isolated`, or why not."""
    try:
        isolate([])
    except CannotIsolate as reason:
        sys.stdout.write(str(reason))
    else:
        sys.stdout.write("isolated")


def _call(name: str, *arguments: ctypes._SimpleCData[int] | bytes | None) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise CannotIsolate(f"the system refused it ({os.strerror(ctypes.get_errno())})")


def _become(file: str, text: str) -> None:
    try:
        Path(f"/proc/self/{file}").write_text(text, encoding="ascii")
    except OSError as error:
        raise CannotIsolate(f"the system refused it ({error.strerror})") from None


def _mount(source: bytes, place: bytes, flags: int) -> None:
    _call("mount", source, place, None, ctypes.c_ulong(flags), None)


def _set_read_only(place: bytes, *, on: bool) -> None:
    """All mounts at and below `place`."""
    attributes = struct.pack("QQQQ", _READ_ONLY if on else 0, 0 if on else _READ_ONLY, 0, 0)
    _call(
        "syscall",
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_int(_HERE),
        place,
        ctypes.c_uint(_AT_RECURSIVE),
        attributes,
        ctypes.c_size_t(len(attributes)),
    )
