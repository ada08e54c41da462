"""Whether a folder lies on another computer."""

from __future__ import annotations

from pathlib import Path

_NETWORK = frozenset(  # file systems whose changes by other computers the system does not tell of
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "davfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "fuse.glusterfs", "fuse.gvfsd-fuse"),
        *("vboxsf", "prl_fs", "fuse.vmhgfs-fuse", "virtiofs", "drvfs"),
    }
)
_MOUNTS = Path("/proc/mounts")


def on_network(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the folder lies on another computer, as Linux tells; False where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    path = str(folder.resolve())
    best, kind = "", ""
    for line in lines:
        where, system = line.split()[1].replace("\\040", " "), line.split()[2]
        inside = path == where or path.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best):
            best, kind = where, system
    return kind in _NETWORK
