"""The tables of the desk, with the constraints that keep each state stored once."""

from board.models.archives import Archive, ArchiveFile
from board.models.calendars import Away, Calendar, CalendarDay, WorkingTime
from board.models.customers import Bar, CustomerNote
from board.models.desk import Board, Change, Column, Lane, Notice, Plan, Policy, Setting, Topic
from board.models.imports import AccountImport, AccountImportLine
from board.models.incidents import BurstDismissal, Incident, IncidentPerson, IncidentTicket
from board.models.invites import Invite, InviteStart
from board.models.people import (
    Account,
    AccountTry,
    Agent,
    AgentKey,
    Claim,
    Consent,
    Customer,
    CustomerAccount,
    Refusal,
    SavedSearch,
)
from board.models.quick_replies import ProposalDismissal, QuickReply, QuickReplyFile
from board.models.talk import (
    Comment,
    CommentPart,
    CommentVersion,
    File,
    Question,
    Transcript,
    TranscriptVersion,
)
from board.models.tickets import (
    Alarm,
    IdempotencyKey,
    Rating,
    ResolutionCause,
    Suggestion,
    Ticket,
    TicketWord,
    Timer,
)
from board.models.writing import Draft, ScheduledReply

__all__ = [
    "Account",
    "AccountImport",
    "AccountImportLine",
    "AccountTry",
    "Agent",
    "AgentKey",
    "Alarm",
    "Archive",
    "ArchiveFile",
    "Away",
    "Bar",
    "Board",
    "BurstDismissal",
    "Calendar",
    "CalendarDay",
    "Change",
    "Claim",
    "Column",
    "Comment",
    "CommentPart",
    "CommentVersion",
    "Consent",
    "Customer",
    "CustomerAccount",
    "CustomerNote",
    "Draft",
    "File",
    "IdempotencyKey",
    "Incident",
    "IncidentPerson",
    "IncidentTicket",
    "Invite",
    "InviteStart",
    "Lane",
    "Notice",
    "Plan",
    "Policy",
    "ProposalDismissal",
    "Question",
    "QuickReply",
    "QuickReplyFile",
    "Rating",
    "Refusal",
    "ResolutionCause",
    "SavedSearch",
    "ScheduledReply",
    "Setting",
    "Suggestion",
    "Ticket",
    "TicketWord",
    "Timer",
    "Topic",
    "Transcript",
    "TranscriptVersion",
    "WorkingTime",
]
