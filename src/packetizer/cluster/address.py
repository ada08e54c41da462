"""Where a scheduler is and how to speak to it in secret."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError

if TYPE_CHECKING:
    from distributed import Security

GET_DASK = "pip install 'packetizer[cluster]'"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """`scheduler` as Dask writes it: tcp://host:8786, or tls://host:8786 with the files of a certificate.

    What is not given here, Dask takes from its own configuration (`distributed.comm.tls` in a file or the
    environment).
    """

    scheduler: str
    ca_file: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    @property
    def secret(self) -> bool:
        return self.scheduler.startswith("tls://")

    def security(self) -> Security:
        """Dask's own object for it. PacketizerError where Dask is not installed."""
        try:
            from distributed import Security
        except ImportError:
            raise PacketizerError(f"Dask is needed for --scheduler. To get it: {GET_DASK}") from None
        files = {
            "tls_ca_file": self.ca_file,
            "tls_client_cert": self.cert,
            "tls_client_key": self.key,
            "tls_worker_cert": self.cert,
            "tls_worker_key": self.key,
        }
        given = {name: str(file.absolute()) for name, file in files.items() if file is not None}
        if given or self.secret:
            return Security(require_encryption=True, **given)  # type: ignore[no-untyped-call]
        return Security()  # type: ignore[no-untyped-call]
