"""Errors are told without what people wrote."""

from __future__ import annotations

import errno

import pytest
import structlog
from structlog.testing import LogCapture

from board.store.trouble import OnceAMinute, without_words

pytestmark = pytest.mark.fast


def test_a_logged_error_keeps_its_kind_and_way_and_loses_its_words() -> None:
    words = "My secret"
    capture = LogCapture()
    log = structlog.wrap_logger(None, processors=[without_words, capture])

    try:
        int(words)
    except ValueError:
        log.exception("request failed", ticket=1)

    (entry,) = capture.entries
    assert entry["error"].startswith("ValueError at test_a_logged_error")
    assert words not in str(entry)
    assert (entry["event"], entry["ticket"]) == ("request failed", 1)


def test_a_full_disk_is_one_line_a_minute_whatever_was_being_done() -> None:
    capture = LogCapture()
    log = structlog.wrap_logger(None, processors=[without_words, OnceAMinute(), capture])

    for job in range(100):
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError:
            log.exception("job failed", job=job)

    (entry,) = capture.entries
    assert (entry["trouble"], "where" in entry) == ("disk full", False)


def test_the_same_trouble_comes_back_with_how_often_it_was_not_said() -> None:
    capture = LogCapture()
    seconds = iter((0.0, 20.0, 40.0, 50.0, 61.0))
    log = structlog.wrap_logger(None, processors=[OnceAMinute(now=lambda: next(seconds)), capture])
    for file in (1, 1, 1, 2, 1):
        log.warning("file not fetched", file=file)

    assert [(entry["file"], entry.get("kept_back")) for entry in capture.entries] == [
        (1, None),
        (2, None),
        (1, 2),
    ]


def test_what_goes_well_is_always_logged() -> None:
    capture = LogCapture()
    log = structlog.wrap_logger(None, processors=[OnceAMinute(), capture])
    for _ in range(3):
        log.info("ready")
    assert len(capture.entries) == 3


def test_a_log_with_limits_of_its_own_is_left_alone() -> None:
    capture = LogCapture()
    log = structlog.wrap_logger(None, processors=[OnceAMinute(), capture])
    for _ in range(3):
        log.warning("sign-in refused", log="security", address="203.0.113.5")

    assert len(capture.entries) == 3
