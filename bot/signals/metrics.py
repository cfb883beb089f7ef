"""Figures for Prometheus: counts and times, never who or what."""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric


class Metrics:
    """One ward's figures, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own = self._registry
        self._refused = Counter("danban_hook_refused", "Hook calls with a wrong secret", ["channel"], registry=own)
        self._unreadable = Counter("danban_hook_unreadable", "Hook calls that name no id", ["channel"], registry=own)
        self._handled = Counter("danban_inbox_handled", "Messages handled, by end", ["end"], registry=own)
        self._sent = Counter("danban_outbox_sent", "Sends, by channel and end", ["channel", "end"], registry=own)
        self._seconds = Histogram(
            "danban_reply_seconds", "From queueing to the platform's answer", ["channel"],
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600), registry=own,
        )  # fmt: skip
        self._sends: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._ends: dict[str, Counter] = {}
        self._events = Counter("danban_events", "What pages count", ["name"], registry=own)
        self._oldest = Gauge("danban_inbox_oldest_seconds", "Age of the oldest waiting message", registry=own)
        self._free = Gauge("danban_disk_free_bytes", "Free space of the disk, by place", ["place"], registry=own)
        self._stored = Gauge("danban_files_bytes", "Bytes of the files, as the last sweep saw them", registry=own)
        self._waiting = Gauge("danban_waiting", "Rows that wait", ["box"], registry=own)

    def refused(self, channel: str) -> None:
        """Count a webhook call with a wrong secret."""
        self._refused.labels(channel).inc()

    def unreadable(self, channel: str) -> None:
        """Count a webhook call that can't be stored."""
        self._unreadable.labels(channel).inc()

    def event(self, name: str) -> None:
        """Count an event on a page, such as a refused login."""
        self._events.labels(name).inc()

    def handled(self, end: str) -> None:
        """Count a handled message: done, failed, aside."""
        count = self._ends.get(end)  # kept by name, as in `_of`
        if count is None:
            count = self._ends[end] = self._handled.labels(end)
        count.inc()

    def sent(self, channel: str, end: str, seconds: float) -> None:
        """Count a send that ended, and the seconds since it was queued."""
        count, time = self._of(channel, end)
        count.inc()
        if end == "sent":
            time.observe(max(0.0, seconds))

    def _of(self, channel: str, end: str) -> tuple[Counter, Histogram]:
        """The counters, kept by name: to find them costs more than to count."""
        found = self._sends.get((channel, end))
        if found is None:
            found = self._sends[channel, end] = (self._sent.labels(channel, end), self._seconds.labels(channel))
        return found

    def waiting(self, box: str, count: int) -> None:
        """Set how many rows wait in a box."""
        self._waiting.labels(box).set(count)

    def disk_free(self, place: str, free: int) -> None:
        """Set how many bytes are free at a place."""
        self._free.labels(place).set(free)

    def stored(self, size: int) -> None:
        """Set how many bytes the files have."""
        self._stored.set(size)

    def oldest(self, seconds: float) -> None:
        """Set how long the oldest message of the inbox has waited."""
        self._oldest.set(seconds)

    def counts(self) -> Iterable[Metric]:
        """What was counted in this process; not what somebody set, which is true only in that moment."""
        return (each for each in self._registry.collect() if each.type != "gauge")

    def text(self) -> str:
        """All figures in Prometheus's text form."""
        return generate_latest(self._registry).decode()


class OfWards:
    """The figures of a process with many wards: each has the label `ward`."""

    def __init__(
        self, counted: Mapping[str, Metrics], told: Iterable[tuple[str, str, Mapping[str, str], float]]
    ) -> None:
        """`counted`: by ward. `told`: gauges, each with its name, what it says, its labels and its value."""
        self._counted = counted
        self._told = tuple(told)

    def collect(self) -> Iterator[Metric]:
        """As Prometheus's client asks for it."""
        found: dict[str, Metric] = {}
        for code, metrics in self._counted.items():
            for each in metrics.counts():
                kept = found.setdefault(each.name, Metric(each.name, each.documentation, each.type))
                kept.samples += [one._replace(labels={**one.labels, "ward": code}) for one in each.samples]
        for name, says, labels, value in self._told:
            found.setdefault(name, Metric(name, says, "gauge")).add_sample(name, dict(labels), value)
        yield from found.values()

    def text(self) -> str:
        """All figures in Prometheus's text form."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry).decode()
