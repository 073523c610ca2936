"""When a recording comes, is asked about again, or is put into words by an agent: what the listening hears of it."""

from __future__ import annotations

from functools import partial

from board.events import Author, Event, EventType
from board.settings import Settings
from board.store.db import Effect, Listener, Transaction
from board.talk import transcripts
from voice import listening


def listener(settings: Settings) -> Listener:
    """Bound to the desk's settings, which say whether anything listens."""

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        match event.type, event.reason:
            case EventType.COMMENT_ADDED, _ if event.data["author"] == Author.AGENT:
                # A customer's recordings come after their comment, an agent's with it.
                return partial(_await_words, tx, event, settings)
            case EventType.COMMENT_CHANGED, "file_stored":
                return partial(_await_words, tx, event, settings)
            case EventType.COMMENT_CHANGED, "hear_again":
                return partial(_listen_again, tx, event, settings)
            case EventType.COMMENT_CHANGED, "transcript_corrected":
                return partial(listening.drop_parked, tx, _file(event))
            case _:
                return None

    return apply


async def _await_words(tx: Transaction, event: Event, settings: Settings) -> None:
    assert event.comment is not None
    if settings.whisper_engine == "off":
        return
    for file in await transcripts.await_words(tx, event.comment):
        await tx.later(listening.job(file, event.key))


async def _listen_again(tx: Transaction, event: Event, settings: Settings) -> None:
    file = _file(event)
    await listening.drop_parked(tx, file)
    if settings.whisper_engine == "off":
        await transcripts.failed(tx, file, "Nobody listens: LANEDESK_WHISPER_ENGINE is off.")
    else:
        await tx.later(listening.job(file, event.key))


def _file(event: Event) -> int:
    return int(str(event.data["file"]))
