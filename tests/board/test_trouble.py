"""Errors are told without what people wrote."""

from __future__ import annotations

import pytest
import structlog
from structlog.testing import LogCapture

from board.store.trouble import without_words

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
