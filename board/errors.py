"""What can be refused: every error carries a sentence for a person."""

from collections.abc import Mapping


class DeskError(Exception):
    """The root of every refusal; its text is shown as it is."""


class NotFound(DeskError):
    """There is no such thing."""


class NotAllowed(DeskError):
    """This person may not do that."""


class Invalid(DeskError):
    """What was given cannot be used; ``wrong`` says of each field, like `entities.0.url`, what is wrong with it."""

    def __init__(
        self, sentence: str, field: str | None = None, *, wrong: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.wrong: Mapping[str, str] = wrong or ({field: sentence} if field else {})


class Conflict(DeskError):
    """It stands otherwise than the caller believed; ``details`` says how it stands."""

    def __init__(self, sentence: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.details: Mapping[str, object] = details or {}


class Unavailable(DeskError):
    """Something the desk needs is not there right now."""
