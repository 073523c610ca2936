"""Who is known: agents and what proves them, accounts, customers and what they hold."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import AccountId, AgentId, BarId, ConsentKind, CustomerId, InviteId, Lack, Role


class Agent(Base):
    __tablename__ = "agent"
    __table_args__ = (one_of("role", Role),)
    id: Mapped[AgentId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    role: Mapped[str] = mapped_column(server_default=sql("'agent'"))
    language: Mapped[str | None]
    """In which the desk speaks to them; None: as their browser wishes."""
    takes_tickets: Mapped[bool | None]
    """Whether new tickets may be given to them; None: as their role is, see `board.tickets.at_work`."""
    takes_back: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Whether they want their replies to wait a moment, in which they can be taken back."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """Their tickets and comments keep the name."""


class SavedSearch(Base):
    """A search that an agent keeps beside the boards."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("agent_id", "name", name="saved_search_name"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str]


class AgentKey(Base):
    """A secret that proves who an agent is, stored hashed: login link, Telegram code, session or API token."""

    __tablename__ = "agent_key"
    __table_args__ = (one_of("kind", ("login", "link", "session", "token")), one_of("role", Role))
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    """By which it is named where it is listed."""
    kind: Mapped[str]
    agent_id: Mapped[AgentId] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    role: Mapped[str | None]
    """The most that this key may do, if that is less than its agent may."""
    reusable: Mapped[bool] = mapped_column(server_default=sql("false"))
    used_at: Mapped[datetime | None]
    address: Mapped[str | None]
    device: Mapped[str | None]
    """When, from where and with what it was last used, to the minute."""


class Account(Base):
    __tablename__ = "account"
    __table_args__ = (
        one_of("status", ("active", "suspended", "expired")),
        Index(
            "account_key_trgm",
            "key",
            postgresql_using="gin",
            postgresql_ops={"key": "gin_trgm_ops"},
        ),
        Index(
            "account_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
        Index("account_shape", "shape"),
        CheckConstraint(
            "suspended_reason IS NULL OR status = 'suspended'", name="account_reason_of_suspension"
        ),
    )
    id: Mapped[AccountId] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The number in normal form. Where two old accounts had the same, all but one have `~ID` after it."""
    shape: Mapped[str] = mapped_column(
        Computed(
            "regexp_replace(translate(key, '0123456789', '9999999999'), '[^9]', 'A', 'g')", persisted=True
        )
    )
    """Its key's shape, for what counts as a number when people write."""
    number: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    suspended_reason: Mapped[str | None]
    """Why, in words that its people hear."""
    support_until: Mapped[date | None]
    plan: Mapped[str | None]
    details: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=sql("'{}'"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("account_import.id"))
    """The last import that added or changed it."""


class Customer(Base):
    """A person in Telegram."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(
            "customer_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
        CheckConstraint("closing_told_until > closing_told_at", name="customer_closing_told"),
        CheckConstraint(
            "(closing_told_at IS NULL) = (closing_told_until IS NULL)", name="customer_closing_told_whole"
        ),
        CheckConstraint(
            "bar_id IS NOT NULL OR (barred_until IS NULL AND bar_told_at IS NULL)", name="customer_barred"
        ),
    )
    id: Mapped[CustomerId] = mapped_column(primary_key=True)
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    username: Mapped[str | None]
    language: Mapped[str]
    chose_language: Mapped[bool] = mapped_column(server_default=sql("false"))
    """They chose it themselves, or an agent did; else it is Telegram's, or that of an invite."""
    created_at: Mapped[datetime]
    invite_id: Mapped[InviteId | None] = mapped_column(ForeignKey("invite.id", ondelete="SET NULL"))
    """By which they came last, until they open a ticket."""
    account_id: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"))
    """The account that new tickets are for; one of those held."""
    chose_none_at: Mapped[datetime | None]
    """When they last asked for a new ticket: what they write then is for none of those they have."""
    spoke_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    """When they blocked the bot, as Telegram says; cleared when they write again."""
    greeted_at: Mapped[datetime | None]
    closing_told_at: Mapped[datetime | None]
    closing_told_until: Mapped[datetime | None]
    """When they were last told that nobody is there, and until when."""
    bar_id: Mapped[BarId | None] = mapped_column(
        BigInteger, ForeignKey("bar.id", use_alter=True, name="customer_bar_id_fkey")
    )
    """The block that holds, until `barred_until` or for good; an end that has passed is none any more."""
    barred_until: Mapped[datetime | None]
    bar_told_at: Mapped[datetime | None]
    """When they heard of it; they hear it once."""
    left_door_at: Mapped[datetime | None]
    """When an agent last dismissed what waits at the door."""


class CustomerAccount(Base):
    """An account a customer holds, or held until `ended_at`."""

    __tablename__ = "customer_account"
    __table_args__ = (
        Index(
            "customer_account_held",
            "customer_id",
            "account_id",
            unique=True,
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("customer_account_account", "account_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    linked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When an agent knew that they belong there; until then they are marked as new."""
    ended_at: Mapped[datetime | None]


class Claim(Base):
    """Somebody said that an account is theirs; an agent approves or refuses it."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "claim_open",
            "customer_id",
            "account_id",
            unique=True,
            postgresql_where=sql("decided_at IS NULL"),
        ),
        Index("claim_account", "account_id"),
        CheckConstraint("(decided_at IS NULL) = (is_approved IS NULL)", name="claim_decided"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    claimed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]


class Refusal(Base):
    """A customer was told why their account gets no new ticket; until that changes they aren't told again."""

    __tablename__ = "refusal"
    __table_args__ = (one_of("lack", Lack), Index("refusal_account", "account_id"))
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    account_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    lack: Mapped[str]
    topic_key: Mapped[str | None] = mapped_column(ForeignKey("topic.key", ondelete="SET NULL"))
    """What they picked, so that it isn't asked twice."""
    told_at: Mapped[datetime]


class Consent(Base):
    """What somebody said to the company's privacy text, or that they were told of it; the latest counts."""

    __tablename__ = "consent"
    __table_args__ = (one_of("what", ConsentKind), Index("consent_customer", "customer_id", "id"))
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"))
    what: Mapped[str]
    text_version: Mapped[int] = mapped_column(BigInteger)
    """The change that made the text what they saw; 0: as a new desk says it."""
    language: Mapped[str]
    at: Mapped[datetime]


class AccountTry(Base):
    """A wrong account number, kept for two hours to stop guessing; also if the person erases themselves meanwhile."""

    __tablename__ = "account_try"
    __table_args__ = (Index("account_try_at", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    key: Mapped[str]
    is_alone: Mapped[bool]
    """The message was nothing but this number."""
    is_wave: Mapped[bool]
    """It came in a wave over the whole desk, which has been told."""
    at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    """If it was one too many: until then nothing is looked up for this person."""
