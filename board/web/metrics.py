"""Figures for Prometheus: requests as they are answered, the desk's state as it stands when asked."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from board.views.health import HealthJson


class Metrics:
    """A registry of its own, so that two desks in one process don't mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "lanedesk_http_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "lanedesk_http_request_seconds",
            "Time to the answer.",
            ["method", "route"],
            registry=self._registry,
        )
        self._streams = Gauge("lanedesk_live_streams", "Live streams open.", registry=self._registry)
        self._waiting = Gauge(
            "lanedesk_waiting",
            "Replies undelivered, jobs parked, people at the door.",
            ["what"],
            registry=self._registry,
        )
        self._beat_age = Gauge(
            "lanedesk_loop_beat_age_seconds", "Since a loop last turned.", ["loop"], registry=self._registry
        )
        self._lag = Gauge(
            "lanedesk_loop_lag_seconds",
            "How far a loop is behind its work.",
            ["loop"],
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self, health: HealthJson, streams: int) -> bytes:
        """The exposition format, with the desk's state as given."""
        self._streams.set(streams)
        for what in ("undelivered", "parked", "at_door"):
            self._waiting.labels(what).set(health[what])
        for name, loop in health["loops"].items():
            age = loop["beat_age_s"]
            self._beat_age.labels(name).set(float("inf") if age is None else age)
            self._lag.labels(name).set(loop["lag_s"])
        return generate_latest(self._registry)
