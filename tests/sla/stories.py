"""A ticket's story told event by event, for tests of the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from board.business_time import Calendar
from board.facts import (
    AgentNoted,
    AgentReplied,
    AnswerGathered,
    CustomerWrote,
    DeliveryChanged,
    Event,
    Fact,
    NoticeGiven,
    PromisesRenewed,
    TicketMerged,
    TicketMoved,
    TicketOpened,
    TicketReachable,
    TicketReopened,
    TicketResolved,
    TicketUndone,
    TicketUnreachable,
    Travel,
)
from board.tickets import working_times
from board.values import (
    DESK,
    CommentId,
    CustomerId,
    Delivery,
    Goal,
    Goals,
    Metric,
    Place,
    State,
    TicketNumber,
    Timer,
    TimerState,
)
from board.working_hours import parse_hours, parse_week
from sla import clock, fold

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBER = TicketNumber(1001)
OTHER = TicketNumber(1002)
ANNA = CustomerId(7)

FIRST, NEXT, RESOLUTION = Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.RESOLUTION
RUNNING, PAUSED, HELD = TimerState.RUNNING, TimerState.PAUSED, TimerState.HELD
MET, MISSED, CANCELLED = TimerState.MET, TimerState.MISSED, TimerState.CANCELLED

Line = tuple[Metric, TimerState, float | None, float | None]
"""Metric, state, minute due, minute ended."""


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def calendar(zone: str, hours: str, **days: str) -> Calendar:
    """Days as `d2026_03_09="10:00-12:00"`."""
    own = tuple(
        (date.fromisoformat(day[1:].replace("_", "-")), parse_hours(written)) for day, written in days.items()
    )
    return Calendar(ZoneInfo(zone), parse_week(hours), own)


_OFFICE = calendar(
    "Europe/Berlin",
    "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-11:30 13:30-17:00",
    d2026_03_04="",
    d2026_03_14="10:00-12:00",
)
# Clocks are put forward on March 8.
_NIGHT = calendar("America/New_York", "sat-thu 22:00-06:00")
# Open for seven hours more, and never again.
_RARE = calendar("Asia/Jakarta", "", d2026_03_03="09:00-16:00")
OFFICE, NIGHT, RARE = (working_times.row_of(each)["key"] for each in (_OFFICE, _NIGHT, _RARE))
CALENDARS: Mapping[UUID, Calendar] = {OFFICE: _OFFICE, NIGHT: _NIGHT, RARE: _RARE}


def goals(
    *,
    first: float | None = 5,
    next: float | None = 30,
    resolution: float | None = 300,
    hours: UUID | None = None,
    cut_off: int | None = None,
    counts_from: datetime | None = None,
) -> Goals:
    """Goals in minutes; None means no promise. With a cut-off, it is solved by the end of the day."""
    given = {Metric.FIRST_RESPONSE: first, Metric.NEXT_RESPONSE: next, Metric.RESOLUTION: resolution}
    lane = {
        metric: Goal(minutes(goal), 75, hours, None, counts_from)
        for metric, goal in given.items()
        if goal is not None
    }
    if cut_off is not None:
        lane[Metric.RESOLUTION] = Goal(timedelta(), 75, hours, cut_off, counts_from)
    return lane


class Story:
    """Events of one ticket at minutes after its start; knows where the card stands."""

    def __init__(
        self,
        lane: Goals | None = None,
        state: State = State.INBOX,
        *,
        is_empty: bool = False,
        first_comment: int = 0,
    ) -> None:
        self.lane = goals() if lane is None else lane
        self.state = state
        self.events: list[Event] = []
        self._comments = first_comment
        self._before = self.state, self.lane
        self._tell(0, TicketOpened(NUMBER, ANNA, self._place(), self.lane, "product", None, is_empty))

    @property
    def timers(self) -> tuple[Timer, ...]:
        return fold.fold(self.events, CALENDARS)

    def timers_at(self, minute: float) -> tuple[Timer, ...]:
        return clock.advance(self.timers, START + minutes(minute))

    def customer_writes(self, minute: float, *, is_thanks: bool = False) -> Event:
        wrote = CustomerWrote(NUMBER, self._comment(), ANNA, is_thanks, self.state, self.lane)
        return self._tell(minute, wrote)

    def agent_replies(self, minute: float) -> CommentId:
        """A queued reply, so the promise is held; nothing is known of its delivery."""
        comment = self._comment()
        self._tell(minute, AgentReplied(NUMBER, comment, ANNA, state=self.state))
        return comment

    def answer_gathered(self, minute: float, state: Delivery, written: float) -> CommentId:
        """What an agent had answered at the door at that minute, before the story began or after."""
        comment = self._comment()
        at = START + minutes(written)
        self._tell(minute, AnswerGathered(NUMBER, comment, ANNA, state, at))
        return comment

    def agent_notes(self, minute: float) -> None:
        self._tell(minute, AgentNoted(NUMBER, self._comment(), ANNA))

    def bot_says(self, minute: float) -> CommentId:
        comment = self._comment()
        self._tell(minute, NoticeGiven(NUMBER, comment, ANNA))
        return comment

    def delivery(self, minute: float, comment: CommentId, state: Delivery) -> None:
        self._tell(minute, DeliveryChanged(NUMBER, comment, ANNA, state))

    def accepted(self, minute: float, comment: CommentId) -> None:
        self.delivery(minute, comment, Delivery.SENT)

    def refused(self, minute: float, comment: CommentId) -> None:
        self.delivery(minute, comment, Delivery.FAILED)

    def answered(self, minute: float) -> None:
        """A reply written and accepted at once."""
        self.accepted(minute, self.agent_replies(minute))

    def blocked(self, minute: float) -> None:
        self._tell(minute, TicketUnreachable(NUMBER, ANNA))

    def returned(self, minute: float) -> None:
        self._tell(minute, TicketReachable(NUMBER, ANNA, self.lane))

    def moved(self, minute: float, state: State, lane: Goals | None = None) -> Event:
        return self._travel(minute, TicketMoved, state, lane)

    def resolved(self, minute: float) -> Event:
        return self._travel(minute, TicketResolved, State.DONE)

    def reopened(self, minute: float, state: State = State.INBOX) -> Event:
        return self._travel(minute, TicketReopened, state)

    def renewed(self, minute: float, lane: Goals) -> Event:
        """The lane promises otherwise now, and what is open was promised anew."""
        self.lane = lane
        return self._tell(minute, PromisesRenewed(NUMBER, ANNA, lane, self.state))

    def merged(self, minute: float, other: Story, *, has_words: bool = True) -> Event:
        """What is still to be kept or judged of the other comes along; it stops waiting if the other does not wait."""
        start, self._before = self._place(), (self.state, self.lane)
        if self.state is State.WAITING and other.state in (State.INBOX, State.WORKING):
            self.state = State.WORKING
        along = tuple(timer for timer in other.timers if timer.goes_along)
        fact = TicketMerged(
            NUMBER,
            ANNA,
            merged=OTHER,
            away=uuid4(),
            start=start,
            to=self._place(),
            promises=along,
            has_words=has_words,
            comments=(),
            brought=(),
            labels=(),
            agent=None,
            follows=None,
            chosen_at=None,
            waiting_since=None,
        )
        return self._tell(minute, fact)

    def undone(self, minute: float) -> None:
        """Take back the latest event, which was a move, a resolve or a reopening."""
        self.state, self.lane = self._before
        self._tell(minute, TicketUndone(NUMBER, ANNA, undoes=self.events[-1].key))

    def happens(self, minute: float, fact: Fact) -> Event:
        return self._tell(minute, fact)

    def _comment(self) -> CommentId:
        self._comments += 1
        return CommentId(self._comments)

    def _travel(self, minute: float, kind: type[Travel], state: State, lane: Goals | None = None) -> Event:
        start, self._before = self._place(), (self.state, self.lane)
        self.state = state
        self.lane = self.lane if lane is None else lane
        to, before = self._place(), self._before[1]
        return self._tell(minute, kind(NUMBER, ANNA, start, to, before, self.lane, done_at=None))

    def _place(self) -> Place:
        return Place("product", "today", self.state, self.state)

    def _tell(self, minute: float, fact: Fact) -> Event:
        event = Event(fact, DESK, START + minutes(minute), uuid4())
        self.events.append(event)
        return event


@st.composite
def lanes(draw: st.DrawFn) -> Goals:
    """In every hour or in a calendar, by hours or by days, with somebody there or away for a while."""
    hours = draw(st.sampled_from([None, None, *CALENDARS]))
    parts: list[dict[str, None]] = [{}, {"next": None}, {"first": None}, {"resolution": None}]
    return goals(
        **draw(st.sampled_from(parts)),
        hours=hours,
        cut_off=draw(st.sampled_from([None, 16 * 60])) if hours else None,
        counts_from=draw(st.sampled_from([None, None, START + minutes(90), START + timedelta(days=2)])),
    )


@st.composite
def _others(draw: st.DrawFn, before: int) -> Story:
    """Another ticket of the same customer, with comments of its own."""
    other = Story(draw(lanes()), is_empty=draw(st.booleans()), first_comment=1000 * before)
    for minute in draw(st.lists(st.sampled_from([0, 1, 4]), max_size=2)):
        other.agent_replies(minute)
    if draw(st.booleans()):
        other.moved(4, State.WAITING)
    return other


@st.composite
def stories(draw: st.DrawFn) -> Story:  # noqa: C901  # a table
    """Anything that can happen to a ticket, in any order, minutes or days apart; others may be merged into it."""
    story = Story(
        draw(lanes()),
        is_empty=draw(st.booleans()),
    )
    replies = [
        story.answer_gathered(0, state, draw(st.sampled_from([-400, -3, 0])))
        for state in draw(st.lists(st.sampled_from(Delivery), max_size=2))
    ]
    minute = 0.0
    for step in draw(st.lists(st.integers(0, 11), max_size=12)):
        minute += draw(st.sampled_from([0, 0.5, 1, 5, 40, 200, 2000]))
        is_done = story.state is State.DONE
        if step == 0:
            replies.append(story.agent_replies(minute))
        elif step in (1, 2) and replies:
            story.delivery(minute, draw(st.sampled_from(replies)), draw(st.sampled_from(Delivery)))
        elif step == 3:
            story.customer_writes(minute, is_thanks=draw(st.booleans()) and is_done)
        elif step == 4:
            story.blocked(minute)
        elif step == 5:
            story.returned(minute)
        elif step == 6:
            story.reopened(minute) if is_done else story.resolved(minute)
        elif step in (7, 8) and not is_done:
            state = draw(st.sampled_from([State.INBOX, State.WORKING, State.WAITING]))
            story.moved(minute, state, draw(st.one_of(st.none(), st.just(goals(resolution=60)), lanes())))
        elif step == 10 and not is_done:
            story.renewed(minute, draw(lanes()))
        elif step == 11 and not is_done:
            other = draw(_others(len(story.events)))
            story.merged(minute, other, has_words=draw(st.booleans()))
            replies += [hold.comment for timer in other.timers for hold in timer.held]
        elif step == 9 and isinstance(story.events[-1].fact, Travel | TicketMerged):
            story.undone(minute)
    return story


def lines(timers: tuple[Timer, ...]) -> list[Line]:
    return [(timer.metric, timer.state, _minute(timer.due_at), _minute(timer.ended_at)) for timer in timers]


def _minute(at: datetime | None) -> float | None:
    return None if at is None else (at - START) / timedelta(minutes=1)
