"""Files of accounts that were read: what each line would do, kept until it is done, or a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from board.store.tables import Base, one_of
from board.values import AgentId, LineKind


class AccountImport(Base):
    __tablename__ = "account_import"
    __table_args__ = (
        Index("account_import_made", "made_at", postgresql_where=sql("committed_at IS NULL")),
        Index("account_import_committed", "committed_at"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    file: Mapped[str]
    """Its name; empty if it had none."""
    encoding: Mapped[str]
    columns: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    """Each with the file's `heading` and what the desk takes it for."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    """Lines of each kind; accounts that the file does not name; values it empties, by column; what an undo did."""
    agent_id: Mapped[AgentId | None] = mapped_column(ForeignKey("agent.id"))
    """None: it was read at the command line."""
    made_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class AccountImportLine(Base):
    """What one line of the file does to one account. Only the last import that was committed keeps its lines."""

    __tablename__ = "account_import_line"
    __table_args__ = (
        one_of("kind", LineKind),
        one_of("stayed", ("changed_since", "in_use")),
        Index("account_import_line_kind", "import_id", "kind", "line"),
    )
    import_id: Mapped[int] = mapped_column(
        ForeignKey("account_import.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    key: Mapped[str | None]
    """The account's normal form; the database compares it when the import is committed."""
    account_id: Mapped[int | None]
    """No foreign key: an account may be gone when the line is looked at."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    emptied: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))
    """Columns that the line takes a value from."""
    cells: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    wrong: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Of a line that is refused: its cells, and each reason's key, field and parameters."""
    stayed: Mapped[str | None]
    """Why an undo left this account as it was."""
