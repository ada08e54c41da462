"""All or nothing: outputs are made in a hidden folder beside their place, proved, then renamed into it.

Killed at any moment, each output that stands is whole: the last build's, or the new one's. The manifest moves
last, so that whoever reads it first can tell by its checksums that the others are of the same build.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MANIFEST = "packet.json"
WORKSHEET = "worksheet.html"
CALENDAR = "deadlines.ics"
_STAGING = ".new-"
_PACKET = re.compile(r"packet(-\d+of\d+)?\.pdf")


def packet_name(number: int, total: int) -> str:
    """What a file of the packet is called: a name that every portal takes."""
    return "packet.pdf" if total == 1 else f"packet-{number}of{total}.pdf"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder inside `out` that only its owner can read; gone afterwards, whatever happened.

    What a killed build left behind is cleared first, so only the holder of the case's lock may call this.
    """
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in out.glob(f"{_STAGING}*"):
            shutil.rmtree(old)
        made = out / f"{_STAGING}{os.getpid()}"
        made.mkdir(mode=0o700)
    except OSError as error:
        raise PacketizerError(
            f"{out}: the packet cannot be written there ({error.strerror}); choose another place with -o"
        ) from None
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def publish(made: Path, out: Path) -> None:
    """Move every file of `made` into `out`, the manifest last; clear what else earlier builds left there.

    An older volume goes before the manifest comes: whoever finds it beside the new ones might send it.
    """
    names = sorted(
        (file.name for file in made.iterdir() if file.is_file()), key=lambda name: name == MANIFEST
    )
    outdated = {*_outputs_of_last_build(out), *_packets(out)} - set(names)
    for name in names:
        (made / name).chmod(0o600)
        _flush(made / name)
    for name in names:
        if name == MANIFEST:
            for old in outdated:
                (out / old).unlink(missing_ok=True)
        (made / name).replace(out / name)


def _packets(out: Path) -> Iterator[str]:
    """Files that bear the names of ours, also where the manifest that listed them is lost."""
    return (file.name for file in out.glob("packet*.pdf") if _PACKET.fullmatch(file.name))


def _outputs_of_last_build(out: Path) -> Sequence[str]:
    """Names that the standing manifest lists as ours: never anything that a person put there."""
    try:
        outputs = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["outputs"]
        return [Path(output["path"]).name for output in outputs]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _flush(file: Path) -> None:
    """The bytes are on the disk before the name is: a power cut must not leave an empty packet."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
