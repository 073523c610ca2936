"""Every route of the desk, in one table."""

from __future__ import annotations

from aiohttp import web

from board.views.customer import CustomerPanelJson
from board.views.desk import CardsJson, DeskJson
from board.views.door import DoorJson
from board.views.health import HealthJson
from board.views.passages import PassagesJson
from board.views.shapes import CommentJson, EventJson, FullTicketJson, TicketJson
from board.web import (
    accounts,
    audit,
    bodies,
    comments,
    desk,
    files,
    first_day,
    health,
    hours,
    imports,
    invites,
    live,
    numbers,
    openapi,
    pages,
    people,
    searches,
    sessions,
    shift,
    tickets,
)
from board.web.endpoint import Endpoint
from board.web.problem_shapes import ProblemJson, StaleJson, UnseenJson
from board.web.settings import (
    agents,
    calendars,
    changes,
    company,
    consent,
    layout,
    notices,
    plans,
    privacy,
    rules,
    texts,
)
from board.web.who import signed_in

_API = "/api/v1"
_TICKET = _API + "/tickets/{number:[0-9]{1,18}}"
_COMMENT = _API + "/comments/{number:[0-9]{1,18}}"
_PERSON = _API + "/door/{number:[0-9]{1,9}}"
_FILE = _API + "/files/{number:[0-9]{1,18}}"
_MOVED = StaleJson | ProblemJson
_MOVED_OR_UNSEEN = StaleJson | UnseenJson | ProblemJson

ENDPOINTS = (
    Endpoint(
        "GET",
        "/healthz",
        health.healthz,
        "Whether every loop turns.",
        HealthJson,
        is_open=True,
        called="health",
    ),
    Endpoint("GET", "/metrics", health.metrics, "Figures for Prometheus.", media="text/plain", is_open=True),
    Endpoint(
        "GET",
        _API + "/openapi.json",
        openapi.serve,
        "This document.",
        dict[str, object],
        is_open=True,
        called="description",
    ),
    Endpoint("GET", _API + "/me", desk.me, "Who is signed in.", desk.MeJson),
    Endpoint(
        "POST",
        _API + "/me/language",
        desk.choose_language,
        "Chooses the language in which the desk speaks to you.",
        desk.MeJson,
        bodies.ChooseLanguage,
    ),
    Endpoint(
        "POST", _API + "/sign-out", pages.sign_out, "Ends the session.", dict[str, object], bodies.Empty
    ),
    Endpoint("GET", _API + "/sessions", sessions.sessions, "Where you are signed in.", sessions.SessionsJson),
    Endpoint(
        "POST",
        _API + "/sessions/{number:[0-9]{1,18}}/end",
        sessions.end_session,
        "Ends one of your sessions.",
        sessions.SessionsJson,
        bodies.Empty,
    ),
    Endpoint(
        "POST",
        _API + "/sessions/end-others",
        sessions.end_other_sessions,
        "Ends all your sessions but the one that asks.",
        sessions.SessionsJson,
        bodies.Empty,
    ),
    Endpoint(
        "GET",
        _API + "/desk",
        desk.show,
        "Boards, topics, agents, counters.",
        DeskJson,
        called="desk",
    ),
    Endpoint("GET", _API + "/boards/{key}", desk.board, "A board's cards; `all` is every board.", CardsJson),
    Endpoint(
        "GET",
        _API + "/cards",
        desk.cards,
        "The cards of the tickets named: `numbers=1041,1042`.",
        CardsJson,
        query=bodies.CardsQuery,
    ),
    Endpoint(
        "GET",
        _API + "/tickets",
        tickets.index,
        "Tickets by number; `q` searches numbers, names, accounts and words, and holds filters.",
        tickets.PageJson,
        query=bodies.TicketsQuery,
        called="tickets",
    ),
    Endpoint(
        "GET",
        _API + "/passages",
        tickets.said,
        "What was said on the tickets named, around the words of `q`.",
        PassagesJson,
        query=bodies.PassagesQuery,
        called="passages",
    ),
    Endpoint(
        "GET",
        _TICKET,
        tickets.show,
        "A ticket with comments and trail.",
        FullTicketJson,
        called="ticket",
    ),
    Endpoint("GET", _TICKET + "/customer", tickets.customer, "Who it is from.", CustomerPanelJson),
    Endpoint(
        "GET",
        _TICKET + "/earlier",
        tickets.earlier,
        "The person's previous ticket.",
        tickets.PreviousJson,
        query=bodies.EarlierQuery,
    ),
    Endpoint(
        "POST",
        _TICKET + "/replies",
        comments.reply,
        "Answers the customer; marks their comments seen, up to `seen_up_to` or all.",
        CommentJson,
        bodies.Reply,
    ),
    Endpoint("POST", _TICKET + "/notes", comments.note, "Only agents see it.", CommentJson, bodies.Note),
    Endpoint("POST", _TICKET + "/greet", comments.greet, "The desk's greeting.", CommentJson, bodies.Empty),
    Endpoint("POST", _TICKET + "/seen", tickets.seen, "Seen up to a comment.", TicketJson, bodies.Seen),
    Endpoint(
        "POST",
        _TICKET + "/move",
        tickets.move,
        "To another board, lane or column.",
        TicketJson,
        bodies.Move,
        conflict=_MOVED_OR_UNSEEN,
    ),
    Endpoint(
        "POST",
        _TICKET + "/resolve",
        tickets.resolve,
        "Into the done column, with closing words if given.",
        TicketJson,
        bodies.Resolve,
        conflict=_MOVED_OR_UNSEEN,
    ),
    Endpoint(
        "POST",
        _TICKET + "/reopen",
        tickets.reopen,
        "Back into the inbox.",
        TicketJson,
        bodies.Versioned,
        conflict=_MOVED,
    ),
    Endpoint(
        "POST",
        _TICKET + "/undo",
        tickets.undo,
        "Takes back an agent's latest move, resolve or reopening, for ten seconds.",
        TicketJson,
        bodies.Versioned,
    ),
    Endpoint(
        "POST",
        _TICKET + "/take",
        tickets.take,
        "Puts an agent on the ticket, or nobody.",
        TicketJson,
        bodies.Take,
        conflict=_MOVED,
    ),
    Endpoint(
        "POST",
        _TICKET + "/delay",
        tickets.delay,
        "Tells the customer that it takes longer, and until when; what was promised is still what is judged.",
        TicketJson,
        bodies.Delay,
        called="tell_delay",
    ),
    Endpoint(
        "POST",
        _TICKET + "/labels",
        tickets.label,
        "Adds and removes labels.",
        TicketJson,
        bodies.Labels,
        conflict=_MOVED,
    ),
    Endpoint(
        "POST",
        _TICKET + "/snooze",
        tickets.snooze,
        "Quiets its alarms until a time, the lane's `opening`, or until the `customer` writes, which ends any.",
        TicketJson,
        bodies.Snooze,
    ),
    Endpoint("DELETE", _TICKET + "/snooze", tickets.wake, "Ends that.", TicketJson, bodies.Empty),
    Endpoint(
        "POST",
        _TICKET + "/take-suggestion",
        tickets.take_suggestion,
        "Moves it to the lane that a rule suggests.",
        TicketJson,
        bodies.Versioned,
        conflict=_MOVED,
    ),
    Endpoint(
        "POST",
        _TICKET + "/dismiss-suggestion",
        tickets.dismiss_suggestion,
        "The lane is not suggested for it again.",
        TicketJson,
        bodies.Empty,
    ),
    Endpoint(
        "POST",
        _TICKET + "/not-thanks",
        tickets.not_thanks,
        "It was more than a thanks: the ticket opens again.",
        TicketJson,
        bodies.NotThanks,
    ),
    Endpoint(
        "POST",
        _TICKET + "/confirm-person",
        tickets.confirm_person,
        "This person does belong to the account.",
        TicketJson,
        bodies.Empty,
    ),
    Endpoint(
        "POST",
        _TICKET + "/unconfirm-person",
        tickets.unconfirm_person,
        "Takes that back: the person is marked as new again.",
        TicketJson,
        bodies.Empty,
    ),
    Endpoint("POST", _COMMENT + "/retry", comments.retry, "Sends it again.", CommentJson, bodies.Empty),
    Endpoint("POST", _COMMENT + "/fetch", comments.fetch, "Fetches its files.", CommentJson, bodies.Empty),
    Endpoint(
        "POST",
        _API + "/uploads",
        files.upload,
        "A file to send; `voice=1` makes a voice note of any recording.",
        files.UploadJson,
        query=bodies.UploadQuery,
        takes_file=True,
    ),
    Endpoint(
        "GET",
        _FILE,
        files.serve,
        "A file's bytes.",
        query=bodies.FileQuery,
        media="application/octet-stream",
        called="file",
        also=files.SHOWN_INLINE,
    ),
    Endpoint(
        "POST",
        _FILE + "/transcript",
        comments.correct,
        "What was really said; the old wording is kept.",
        CommentJson,
        bodies.Correction,
    ),
    Endpoint("POST", _FILE + "/hear-again", comments.hear_again, "Listens again.", CommentJson, bodies.Empty),
    Endpoint(
        "GET",
        _API + "/door",
        desk.at_door,
        "People with messages and no ticket.",
        DoorJson,
        called="door",
    ),
    Endpoint("POST", _PERSON + "/account", desk.give_account, "Their account.", DoorJson, bodies.GiveAccount),
    Endpoint(
        "POST",
        _PERSON + "/approve",
        desk.approve_person,
        "The account that they claim is theirs.",
        DoorJson,
        bodies.Claimed,
    ),
    Endpoint(
        "POST", _PERSON + "/refuse", desk.refuse_person, "It is not; they are told.", DoorJson, bodies.Claimed
    ),
    Endpoint(
        "POST",
        _PERSON + "/let-in",
        desk.let_person_in,
        "A ticket though their account gets no support, marked *out of plan*.",
        DoorJson,
        bodies.LetIn,
    ),
    Endpoint("POST", _PERSON + "/answer", desk.answer_at_door, "Answers them.", DoorJson, bodies.Answer),
    Endpoint("POST", _PERSON + "/dismiss", desk.dismiss, "Not for this desk.", DoorJson, bodies.Empty),
    Endpoint(
        "GET",
        _API + "/events",
        live.events,
        "Server-sent events: `change` says what changed, `reset` that all is to be read again.",
        EventJson,
        query=bodies.EventsQuery,
        media="text/event-stream",
    ),
    Endpoint(
        "POST",
        _API + "/clock",
        desk.advance,
        "Practice: moves time.",
        desk.ClockJson,
        bodies.Advance,
        called="advance_clock",
    ),
    *invites.ENDPOINTS,
    *imports.ENDPOINTS,
    *accounts.ENDPOINTS,
    *searches.ENDPOINTS,
    *changes.ENDPOINTS,
    *texts.ENDPOINTS,
    *company.ENDPOINTS,
    *privacy.ENDPOINTS,
    *people.ENDPOINTS,
    *consent.ENDPOINTS,
    *plans.ENDPOINTS,
    *shift.ENDPOINTS,
    *numbers.ENDPOINTS,
    *hours.ENDPOINTS,
    *notices.ENDPOINTS,
    *rules.ENDPOINTS,
    *calendars.ENDPOINTS,
    *agents.ENDPOINTS,
    *audit.ENDPOINTS,
    *first_day.ENDPOINTS,
    *layout.ENDPOINTS,
)

PAGES = (
    web.get("/", pages.board),
    *(web.get(f"/{word}{{rest:(/.*)?}}", pages.board) for word in pages.BESIDE_BOARD),
    web.get("/words/{name}", pages.words),
    web.get("/login", pages.login),
    web.post("/login", pages.sign_in),
    web.get("/login/{secret}", pages.login_with_link),
    web.post("/login/{secret}", pages.sign_in),
    web.static("/static", pages.STATIC),
)


def add_to(router: web.UrlDispatcher) -> None:
    for endpoint in ENDPOINTS:
        handler = endpoint.handler if endpoint.is_open else signed_in(endpoint.handler)
        if endpoint.method == "GET":
            router.add_get(endpoint.path, handler)
        else:
            router.add_route(endpoint.method, endpoint.path, handler)
    router.add_routes(PAGES)
