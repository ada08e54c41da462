"""Options of the commands that work on a folder of cases, and on a cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer.cluster.address import ClusterAddress
from packetizer.commands.options import SchedulerUrl, password_file_option, passwords_in, rules_option
from packetizer.commands.packet_options import packet_options_for_all

if TYPE_CHECKING:
    from datetime import date

    from packetizer.build import BuildOptions
    from packetizer.office.foreman import Orders
    from packetizer.packet.options import PacketOptions
    from packetizer.spread import Places, Where

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says about building the cases of a folder."""

    out: Path | None
    jobs: int | None
    nice: int | None
    engine: str
    lang: str
    rules: tuple[Path, ...]
    passwords: tuple[str, ...]
    packet: PacketOptions
    cluster: ClusterAddress | None

    def build_options(self, today: date | None = None) -> BuildOptions:
        from packetizer.build import BuildOptions

        return BuildOptions(
            today=today,
            engine=self.engine,
            lang=self.lang,
            rules=tuple(path.absolute() for path in self.rules),
            passwords=self.passwords,
            packet=self.packet,
        )

    def orders(self, today: date | None = None, on_built: str | None = None) -> Orders:
        from packetizer.office.foreman import Orders
        from packetizer.office.workers import cases_at_once

        return Orders(
            self.build_options(today),
            at_once=cases_at_once(self.jobs),
            on_built=on_built,
            abroad=self.cluster is not None,
        )

    def places(self) -> AbstractContextManager[Places]:
        """The workers: a pool that all builds share, and the cluster where one is asked for."""
        from packetizer.office.workers import shared_places

        return shared_places(self.jobs, self.cluster, self.build_options())

    def be_nice(self) -> None:
        """Step back behind other programs, with everything that is started from here."""
        import os

        if self.nice:
            os.nice(self.nice)


def pages_read_by(cluster: ClusterAddress, lang: str, jobs: int | None) -> Where:
    """Where one build's work runs: pages on the cluster, the rest here."""
    from packetizer.cluster.client import on_cluster

    return on_cluster(cluster, lang, jobs)


def tls_options(command: Command) -> Command:
    """The files of a certificate, named as Dask's own commands name them."""
    for name, what in (
        ("--tls-key", "Private key of the certificate."),
        ("--tls-cert", "Certificate of this machine, PEM."),
        ("--tls-ca-file", "Certificate authority that the others' certificates are signed by, PEM."),
    ):
        command = click.option(name, type=_FILE, help=what)(command)
    return command


def cluster_options(command: Command) -> Command:
    """Gives the command `cluster`: a `ClusterAddress`, or None."""

    @functools.wraps(command)
    def wrapped(
        scheduler: str | None,
        tls_ca_file: Path | None,
        tls_cert: Path | None,
        tls_key: Path | None,
        **others: object,
    ) -> None:
        cluster = ClusterAddress(scheduler, tls_ca_file, tls_cert, tls_key) if scheduler else None
        command(cluster=cluster, **others)

    return click.option(
        "--scheduler",
        type=SchedulerUrl(),
        help="Let the workers of this Dask scheduler read the pages, such as tcp://host:8786.",
    )(tls_options(wrapped))


def office_options(command: Command) -> Command:
    """Gives the command, which has a `folder`, `asked`: an `Asked`."""

    @functools.wraps(command)
    def wrapped(
        out: Path | None,
        jobs: int | None,
        nice: int | None,
        engine: str,
        lang: str,
        rules: tuple[Path, ...],
        password_file: Path | None,
        packet: PacketOptions,
        cluster: ClusterAddress | None,
        **others: object,
    ) -> None:
        passwords = passwords_in(password_file)
        asked = Asked(out, jobs, nice, engine, lang, rules, passwords, packet, cluster)
        command(asked=asked, **others)

    options = (
        click.option("--nice", type=click.IntRange(0, 19), help="Step back behind other programs, 0 to 19."),
        click.option("--jobs", type=click.IntRange(1, 256), help="Pages read at a time [number of cores]."),
        click.option(
            "--engine",
            type=click.Choice(["auto", "tesseract", "rapidocr"]),
            default="auto",
            show_default=True,
            help="Who reads scans: both as needed, or only one.",
        ),
        click.option(
            "--lang", default="eng", show_default=True, help="Tesseract's languages, such as eng+spa."
        ),
        rules_option,
        password_file_option,
        cluster_options,
        packet_options_for_all,
        click.option(
            "--out",
            "-o",
            type=click.Path(file_okay=False, path_type=Path),
            help="Where the packets go, a folder for each case [CASE/packet].",
        ),
    )
    result: Command = wrapped
    for option in options:
        result = option(result)
    return result
