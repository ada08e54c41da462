"""A `Spread` over the workers of a Dask scheduler, started by `packetizer worker`."""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypedDict, TypeVar, cast

from packetizer.cluster.address import ClusterAddress
from packetizer.cluster.fingerprint import PREFIX, Fingerprint, fingerprint
from packetizer.cluster.remote import Refused, run_parcel, tell
from packetizer.errors import PacketizerError
from packetizer.parcels import by_parcel, open_parcel, recognised
from packetizer.spread import Outcome, Places, Where, on_this_machine

if TYPE_CHECKING:
    from distributed import Client, Future

A = TypeVar("A")
B = TypeVar("B")

CONNECT_SECONDS = 15.0
WORKER_SECONDS = 15.0  # to wait for the first fit worker
LOST_SECONDS = 180.0  # without scheduler or fit worker, until the build is given up
_ROUND = 1.0  # seconds between two looks at how things stand
_IN_FLIGHT = 2  # pages of one build a worker thread
_TRIES = 5  # of a page that got lost on its way
_MOST_TOLD = 5  # workers whose differences are listed


@contextmanager
def cluster_spread(address: ClusterAddress, lang: str) -> Iterator[ClusterSpread]:
    """Connect, and make sure that a worker is there that reads just as this machine does.

    PacketizerError where the scheduler does not answer, or says of each worker why it is not fit.
    """
    for name in ("distributed", "tornado", "asyncio"):  # they would quote what tasks are given
        logging.getLogger(name).setLevel(logging.CRITICAL)
    own = fingerprint()
    spread = ClusterSpread(address, own, lang)
    try:
        spread.await_workers()
        yield spread
    finally:
        spread.close()


def on_cluster(address: ClusterAddress, lang: str, jobs: int | None) -> Where:
    """For one build: pages are read by the cluster, the rest is done by a pool on this machine."""

    @contextmanager
    def opened(prepare: Callable[[], None], state: Path) -> Iterator[Places]:
        with (
            on_this_machine(jobs)(prepare, state) as local,
            recognised(state, prepare) as first,
            cluster_spread(address, lang) as cluster,
        ):
            yield Places(here=local.here, pages=by_parcel(cluster, first))

    return opened


@dataclass(slots=True)
class _Sent:
    """A parcel on its way; `future` None: it must be sent (again)."""

    parcel: bytes
    future: Future[Outcome[bytes] | Refused] | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class _Worker:
    """A worker as the scheduler knows it."""

    name: str
    threads: int
    offers: frozenset[str]


class _AwayError(OSError):
    """The scheduler cannot be reached just now."""


class ClusterSpread:
    """Sends parcels to fit workers, a bounded number at a time; results in order. Threads may share it."""

    def __init__(self, address: ClusterAddress, own: Fingerprint, lang: str) -> None:
        self._address = address
        self._security = address.security()
        self._own = own
        self._lang = lang
        self._wants = dict.fromkeys(own.wants(lang), 1)
        self._client: Client | None = None
        self._known: tuple[float, dict[str, _Worker]] = (0.0, {})
        self._lock = RLock()

    # ------------------------------------------------------------ the connection

    def _reach(self) -> Client:
        """The client, connected anew where the connection was lost. Raises OSError."""
        from distributed import Client

        with self._lock:
            if self._client is not None and self._client.status in ("running", "connecting"):
                return self._client
            self.close()
            try:
                self._client = Client(  # type: ignore[no-untyped-call]
                    self._address.scheduler,
                    security=self._security,
                    timeout=CONNECT_SECONDS,
                    set_as_default=False,
                    name="packetizer",
                )
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                raise _AwayError(type(error).__name__) from None
            return self._client

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # whatever it says, it is not used again
                client.close(timeout=2)  # type: ignore[no-untyped-call]

    def _workers(self) -> dict[str, _Worker]:
        """The workers by address, as they were a moment ago."""
        with self._lock:
            when, known = self._known
            if time.monotonic() - when < _ROUND:
                return known
        info = cast("_Info", self._reach().scheduler_info(n_workers=-1))
        found = {
            address: _Worker(
                str(w["name"]), int(cast("int", w["nthreads"])), frozenset(cast("_Has", w["resources"]))
            )
            for address, w in info["workers"].items()
        }
        with self._lock:
            self._known = (time.monotonic(), found)
        return found

    def fit(self) -> dict[str, _Worker]:
        """Those that read just as this machine does, by address."""
        return {a: w for a, w in self._workers().items() if self._wants.keys() <= w.offers}

    def await_workers(self) -> None:
        """Connect and wait for a fit worker. PacketizerError says why there is none."""
        try:
            until = time.monotonic() + WORKER_SECONDS
            while not self.fit():
                if time.monotonic() > until:
                    raise PacketizerError(self._nobody())
                time.sleep(0.25)
        except OSError as error:
            raise PacketizerError(
                f"{self._address.scheduler}: no Dask scheduler answers there ({error}). Is one running "
                "(dask scheduler), and does the address begin with tcp:// or tls://, as its own does?"
            ) from None

    def _nobody(self) -> str:
        workers, where = self._workers(), self._address.scheduler
        if not workers:
            return f"{where}: no worker is there; start some: packetizer worker {where}"
        lines = [f"{where}: no worker reads as this machine does, so results would differ:"]
        lines += [
            f"  {self._unfit(address, worker)}" for address, worker in list(workers.items())[:_MOST_TOLD]
        ]
        lines += [f"  … and {len(workers) - _MOST_TOLD} more"] if len(workers) > _MOST_TOLD else []
        return "\n".join(lines)

    def _unfit(self, address: str, worker: _Worker) -> str:
        if not any(offer.startswith(PREFIX) for offer in worker.offers):
            return f"{worker.name} ({address}): it was not started by `packetizer worker`"
        future = self._reach().submit(tell, workers=[address], pure=False)
        try:
            other = future.result(timeout=5)
        except Exception as error:  # another version may not even understand the question
            return f"{worker.name} ({address}): another version of packetizer ({type(error).__name__})"
        said = self._own.unlike(other, self._lang) if other else ["it says nothing about itself"]
        return f"{worker.name} ({address}): {'; '.join(said)}"

    # ------------------------------------------------------------ the work

    def __call__(
        self, fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float
    ) -> Iterator[Outcome[B]]:
        assert fn is cast("object", open_parcel)  # noqa: S101  (all that these workers do)
        return cast("Iterator[Outcome[B]]", self._work(cast("Iterable[bytes]", items), timeout))

    def _work(self, parcels: Iterable[bytes], timeout: float) -> Iterator[Outcome[bytes]]:
        supply, waiting = iter(parcels), deque[_Sent]()
        refused: dict[str, str] = {}
        window = _IN_FLIGHT
        try:
            while True:
                with suppress(OSError):
                    window = _IN_FLIGHT * max(1, sum(worker.threads for worker in self.fit().values()))
                for parcel in islice(supply, max(0, window - len(waiting))):
                    waiting.append(_Sent(parcel))
                if not waiting:
                    return
                outcome = self._first(waiting, refused, timeout)
                waiting.popleft()
                yield outcome
        finally:
            for sent in waiting:
                if sent.future is not None:
                    with suppress(Exception):  # it is no longer wanted, whatever becomes of it
                        sent.future.cancel()  # type: ignore[no-untyped-call]

    def _first(self, waiting: deque[_Sent], refused: dict[str, str], timeout: float) -> Outcome[bytes]:
        """The outcome of the oldest parcel, however often the way there breaks."""
        alone_since: float | None = None
        while True:
            fit = False
            try:
                fit = bool(self._send(waiting, refused, timeout))
            except OSError:
                time.sleep(_ROUND)
            alone_since = None if fit else alone_since or time.monotonic()
            if alone_since and time.monotonic() - alone_since > LOST_SECONDS:
                raise PacketizerError(
                    f"{self._address.scheduler}: the scheduler or its last fit worker has been away for "
                    f"{LOST_SECONDS:g} s; what was read is kept, so build again when it is back"
                )
            if waiting[0].future is not None:
                answer = self._answer(waiting[0])
                if isinstance(answer, Refused):
                    refused[answer.worker] = answer.reason
                elif answer is not None:
                    return answer

    def _send(self, waiting: deque[_Sent], refused: dict[str, str], timeout: float) -> list[str]:
        """Send what is not under way. Gives the workers that may take it; raises OSError where none can."""
        client, fit = self._reach(), self.fit()
        able = [address for address in fit if address not in refused]
        if fit and not able:
            raise PacketizerError("\n".join(f"{fit[a].name} ({a}): {refused[a]}" for a in fit))
        for sent in waiting:
            if sent.future is not None or not able:
                continue
            sent.tries += 1
            sent.future = client.submit(
                run_parcel,
                sent.parcel,
                timeout,
                key=f"page-{uuid.uuid4().hex}",
                workers=able if refused else None,
                resources=self._wants,
                pure=False,
            )
        return able

    def _answer(self, sent: _Sent) -> Outcome[bytes] | Refused | None:
        """What became of it; None while nothing is known. What was lost or refused is to be sent again."""
        import asyncio
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        assert sent.future is not None  # noqa: S101
        try:
            answer = sent.future.result(timeout=_ROUND)
        except TimeoutError:
            if sent.future.status in ("lost", "cancelled"):
                self._lost(sent)
            return None
        except KilledWorker:
            return Outcome(None, "the worker ended unexpectedly")
        except (CancelledError, asyncio.CancelledError, CommClosedError):
            self._lost(sent)
            return None
        if isinstance(answer, Refused):
            sent.future = None
        return answer

    def _lost(self, sent: _Sent) -> None:
        sent.future = None
        if sent.tries >= _TRIES:
            raise PacketizerError(
                f"{self._address.scheduler}: a page was lost on its way {_TRIES} times; is the network well?"
            )


class _Info(TypedDict):
    workers: dict[str, dict[str, object]]


_Has = dict[str, float]
