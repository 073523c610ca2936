"""The listener that puts and drops jobs: a recording comes, is asked for again, or gets its words from an agent."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from board.facts import (
    AccountAdded,
    AccountRemoved,
    AccountSwitched,
    AgentNoted,
    AgentReplied,
    AlbumGrew,
    AnsweredAtDoor,
    AnswerGathered,
    CameToDoor,
    CommentEdited,
    CommentMovedAway,
    CommentReadAtLast,
    CustomerBlockedBot,
    CustomerErased,
    CustomerReturned,
    CustomerWrote,
    DeadlineMissed,
    DeadlineNear,
    DeliveryChanged,
    DismissedAtDoor,
    Event,
    FileFailed,
    FileStored,
    FilesWantedAgain,
    FileTooBig,
    FoundNoThanks,
    GotTicket,
    LanguageChosen,
    LeftDoorWithAccount,
    ListeningBegan,
    ListeningEnded,
    ListeningGivenUp,
    ListeningWaits,
    Marking,
    NoticeGiven,
    PersonConfirmed,
    SignedOut,
    TicketMoved,
    TicketOpened,
    TicketRated,
    TicketReachable,
    TicketReopened,
    TicketResolved,
    TicketSeen,
    TicketUndone,
    TicketUnreachable,
    WordsCorrected,
    WordsWantedAgain,
)
from board.settings import Settings
from board.store.db import Effect, Listener, Transaction
from board.talk import transcripts
from board.values import CommentId, FileId
from voice import listening


def listener(settings: Settings) -> Listener:
    """A listener for these settings, which say whether an engine is on."""

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        if isinstance(event.fact, Marking):
            return None
        match event.fact:
            case (
                AgentReplied(comment=comment) | AgentNoted(comment=comment) | AnsweredAtDoor(comment=comment)
            ):
                # A customer's recordings come after their comment, an agent's with it.
                return partial(_await_words, tx, event, comment, settings)
            case FileStored(comment=comment):
                return partial(_await_words, tx, event, comment, settings)
            case WordsWantedAgain(file=file):
                return partial(_listen_again, tx, event, file, settings)
            case WordsCorrected(file=file):
                return partial(listening.drop_parked, tx, file)
            case (
                TicketOpened()
                | TicketMoved()
                | TicketResolved()
                | TicketReopened()
                | TicketUndone()
                | TicketSeen()
                | TicketRated()
                | DeadlineNear()
                | DeadlineMissed()
                | CustomerWrote()
                | NoticeGiven()
                | CommentEdited()
                | CommentMovedAway()
                | CommentReadAtLast()
                | AlbumGrew()
                | FoundNoThanks()
                | FileTooBig()
                | FileFailed()
                | FilesWantedAgain()
                | ListeningBegan()
                | ListeningWaits()
                | ListeningEnded()
                | ListeningGivenUp()
                | DeliveryChanged()
                | CameToDoor()
                | AnswerGathered()
                | GotTicket()
                | LeftDoorWithAccount()
                | DismissedAtDoor()
                | CustomerBlockedBot()
                | TicketUnreachable()
                | CustomerReturned()
                | TicketReachable()
                | AccountAdded()
                | AccountSwitched()
                | AccountRemoved()
                | SignedOut()
                | PersonConfirmed()
                | LanguageChosen()
                | CustomerErased()
            ):
                return None
            case _:
                assert_never(event.fact)

    return apply


async def _await_words(tx: Transaction, event: Event, comment: CommentId, settings: Settings) -> None:
    if settings.whisper_engine == "off":
        return
    for file in await transcripts.await_words(tx, comment):
        await tx.later(listening.job(file, event.key))


async def _listen_again(tx: Transaction, event: Event, file: FileId, settings: Settings) -> None:
    await listening.drop_parked(tx, file)
    if settings.whisper_engine == "off":
        await transcripts.failed(tx, file, "Nobody listens: LANEDESK_WHISPER_ENGINE is off.")
    else:
        await tx.later(listening.job(file, event.key))
