"""`packetizer worker`: read pages for a build on another machine."""

from __future__ import annotations

from pathlib import Path

import click

from packetizer.cluster.address import ClusterAddress
from packetizer.commands.office import tls_options
from packetizer.commands.options import SchedulerUrl


@click.command()
@click.argument("scheduler", metavar="URL", type=SchedulerUrl())
@click.option("--jobs", type=click.IntRange(1, 256), help="Pages read at a time [number of cores].")
@click.option("--host", help="The address by which the others reach this machine.")
@click.option("--name", help="What the worker is called in messages.")
@click.option("--nice", type=click.IntRange(0, 19), help="Step back behind other programs, 0 to 19.")
@tls_options
def worker(
    scheduler: str,
    jobs: int | None,
    host: str | None,
    name: str | None,
    nice: int | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Read pages for the Dask scheduler at URL, such as tcp://host:8786, until stopped.

    The cases' folders must be mounted by the same path as where the build runs. Who can reach a scheduler can
    run programs on its workers: use tls:// with certificates, or a network of your own. See docs/cluster.md.

    \b
    Exit codes: 0  stopped by Ctrl-C or SIGTERM        2  wrong usage        4  Dask is not installed
    """
    import os

    from packetizer.cluster.worker import serve

    if nice:
        os.nice(nice)
    address = ClusterAddress(scheduler, tls_ca_file, tls_cert, tls_key)
    try:
        serve(address, jobs or os.cpu_count() or 1, host, name, lambda line: click.echo(line, err=True))
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
