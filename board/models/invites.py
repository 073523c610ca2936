"""Deep links into the bot that carry what is known of who will come by them, and who has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Sequence
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base
from board.values import AccountId, AgentId, CustomerId, InviteId

invite_batches = Sequence("invite_batch", metadata=Base.metadata)


class Invite(Base):
    """Its secret is kept as it is, so that its picture can be printed again: it proves no more than an account."""

    __tablename__ = "invite"
    __table_args__ = (
        CheckConstraint("uses > 0", name="invite_uses_positive"),
        CheckConstraint("secret ~ '^[A-Za-z0-9_-]{16,64}$'", name="invite_secret_is_a_start_parameter"),
        Index("invite_account", "account_id"),
        Index("invite_batch_key", "batch", "id"),
    )
    id: Mapped[InviteId] = mapped_column(primary_key=True)
    secret: Mapped[str] = mapped_column(unique=True)
    batch: Mapped[int] = mapped_column(Integer, invite_batches, server_default=sql("nextval('invite_batch')"))
    """Those made at once have the same."""
    account_id: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    topic_key: Mapped[str | None] = mapped_column(ForeignKey("topic.key", ondelete="SET NULL"))
    source: Mapped[str | None]
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    language: Mapped[str | None]
    line: Mapped[str | None]
    """What stands beside its picture; None: the desk's own words, in its language."""
    uses: Mapped[int | None]
    """How many people may come by it; None: any number."""
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))


class InviteStart(Base):
    """A person who started the bot by an invite, whether it let them in or not."""

    __tablename__ = "invite_start"
    __table_args__ = (Index("invite_start_customer", "customer_id"),)
    invite_id: Mapped[InviteId] = mapped_column(ForeignKey("invite.id", ondelete="CASCADE"), primary_key=True)
    customer_id: Mapped[CustomerId] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    times: Mapped[int]
    first_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None]
    """When it first let them in: this is a use of it."""
    registered_at: Mapped[datetime | None]
    """When they got an account by it, or after it, that they had not."""
