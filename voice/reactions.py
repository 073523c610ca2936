"""The listener that puts and drops jobs: a recording comes, is asked for again, or gets its words from an agent."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from board import facts
from board.errors import DeskError, written
from board.facts import Event
from board.settings import Settings
from board.store.db import Effect, Listener, Transaction
from board.talk import transcripts
from board.values import CommentId, FileId
from voice import listening


def listener(settings: Settings) -> Listener:
    """A listener for these settings, which say whether an engine is on."""

    async def apply(tx: Transaction, event: Event) -> Effect | None:
        if isinstance(event.fact, facts.Marking | facts.OfCustomer):
            return None
        match event.fact:
            case (
                facts.AgentReplied(comment=comment)
                | facts.AgentNoted(comment=comment)
                | facts.AnsweredAtDoor(comment=comment)
            ):
                # A customer's recordings come after their comment, an agent's with it.
                return partial(_await_words, tx, event, comment, settings)
            case facts.FileStored(comment=comment):
                return partial(_await_words, tx, event, comment, settings)
            case facts.WordsWantedAgain(file=file):
                return partial(_listen_again, tx, event, file, settings)
            case facts.WordsCorrected(file=file):
                return partial(listening.drop_parked, tx, file)
            case (
                facts.TicketOpened()
                | facts.TicketMoved()
                | facts.TicketResolved()
                | facts.TicketReopened()
                | facts.TicketUndone()
                | facts.TicketMergedAway()
                | facts.TicketMerged()
                | facts.TicketSeen()
                | facts.TicketRated()
                | facts.DeadlineNear()
                | facts.DeadlineClose()
                | facts.DeadlineMissed()
                | facts.PromisesRenewed()
                | facts.DelayTold()
                | facts.CustomerWrote()
                | facts.NoticeGiven()
                | facts.CommentEdited()
                | facts.CommentDeleted()
                | facts.CommentRedacted()
                | facts.EditDeliveryChanged()
                | facts.CommentMovedAway()
                | facts.ReplyTakenBack()
                | facts.CommentReadAtLast()
                | facts.AlbumGrew()
                | facts.FoundNoThanks()
                | facts.FileTooBig()
                | facts.FileFailed()
                | facts.FilesWantedAgain()
                | facts.ListeningBegan()
                | facts.ListeningWaits()
                | facts.ListeningEnded()
                | facts.ListeningGivenUp()
                | facts.DeliveryChanged()
                | facts.CameToDoor()
                | facts.AnswerGathered()
                | facts.GotTicket()
                | facts.LeftDoorWithAccount()
                | facts.DismissedAtDoor()
                | facts.CustomerBlockedBot()
                | facts.TicketUnreachable()
                | facts.CustomerReturned()
                | facts.TicketReachable()
                | facts.AccountAdded()
                | facts.AccountSwitched()
                | facts.AccountRemoved()
                | facts.SignedOut()
                | facts.NumbersGuessed()
                | facts.PersonClaimed()
                | facts.ClaimApproved()
                | facts.ClaimRefused()
                | facts.PersonConfirmed()
                | facts.PersonUnconfirmed()
                | facts.LanguageChosen()
                | facts.ConsentGiven()
                | facts.ConsentWithdrawn()
                | facts.ArchiveAsked()
                | facts.ArchiveMade()
                | facts.CustomerErased()
                | facts.DeskChanged()
                | facts.DeskClosed()
                | facts.DeskOpened()
                | facts.AccessChanged()
                | facts.IncidentOpened()
                | facts.IncidentEdited()
                | facts.IncidentResolved()
                | facts.IncidentReopened()
                | facts.LoopClosed()
                | facts.IncidentFollowed()
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
        none_here = DeskError("refused.recording.none_here")
        await transcripts.failed(tx, file, written(none_here))
    else:
        await tx.later(listening.job(file, event.key))
