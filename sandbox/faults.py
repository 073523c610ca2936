"""Trouble on demand: errors, silence and cut connections for chosen calls."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from sandbox.store import Json


class FaultKind(StrEnum):
    """What a caller meets: an answer with an error, no answer ever, an answer cut off after the call was
    carried out, or a cut before it was."""

    ERROR = "error"
    HANG = "hang"
    DROP_ANSWER = "drop_answer"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Fault:
    """Meets calls of a method (any, if empty; `file` is the download) to a chat (any, if None)."""

    id: int
    kind: FaultKind
    method: str = ""
    chat_id: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    times: int | None = None

    def meets(self, method: str, chat_id: int | None) -> bool:
        is_method = self.method.lower() in ("", method.lower())
        return is_method and (self.chat_id is None or self.chat_id == chat_id)

    def shown(self) -> Json:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "method": self.method,
            "chat_id": self.chat_id,
            "code": self.code,
            "description": self.description,
            "retry_after": self.retry_after,
            "migrate_to_chat_id": self.migrate_to_chat_id,
            "times": self.times,
        }


@dataclass
class Faults:
    """The faults now in force, oldest first; one with `times` is used up."""

    _faults: list[Fault] = field(default_factory=list)
    _last_id: int = 0

    def add(self, wanted: Json) -> Fault:
        """Read a fault as the phone face sends it; ValueError for an unknown kind."""
        self._last_id += 1
        kind = FaultKind(str(wanted.get("kind", "error")))
        retry_after = wanted.get("retry_after")
        migrated = wanted.get("migrate_to_chat_id")
        code = int(wanted.get("code") or (429 if retry_after else 400 if migrated else 500))
        description = wanted.get("description") or _description(code, retry_after, migrated)
        chat_id = wanted.get("chat_id")
        fault = Fault(
            id=self._last_id,
            kind=kind,
            method=str(wanted.get("method") or ""),
            chat_id=int(chat_id) if chat_id is not None else None,
            code=code,
            description=str(description),
            retry_after=int(retry_after) if retry_after else None,
            migrate_to_chat_id=int(migrated) if migrated else None,
            times=int(wanted["times"]) if wanted.get("times") else None,
        )
        self._faults.append(fault)
        return fault

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault that meets this call, used once."""
        for place, fault in enumerate(self._faults):
            if fault.meets(method, chat_id):
                self._use(place, fault)
                return fault
        return None

    def _use(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._faults[place]
        else:
            self._faults[place] = replace(fault, times=fault.times - 1)

    def clear(self) -> None:
        self._faults.clear()

    def shown(self) -> list[Json]:
        return [fault.shown() for fault in self._faults]


def _description(code: int, retry_after: object, migrated: object) -> str:
    known = {
        400: "Bad Request: group chat was upgraded to a supergroup chat" if migrated else "Bad Request",
        403: "Forbidden: bot was blocked by the user",
        429: f"Too Many Requests: retry after {retry_after}",
        502: "Bad Gateway",
    }
    return known.get(code, "Internal Server Error")
