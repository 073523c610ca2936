"""The phone face in Python: people who write to the bot and hear its answers."""

from collections.abc import Mapping

from sandbox.line import Line, PhoneRefused
from sandbox.person import NotHeard, Person
from sandbox.shown import Answer, Button, Message, Part, read_message
from sandbox.store import Json

# The awaiting happens in the sandbox; `timeout` only travels there.
# ruff: noqa: ASYNC109
__all__ = ["Answer", "Button", "Message", "NotHeard", "Part", "Person", "Phone", "PhoneRefused"]


class Phone(Line):
    """The phone face of a sandbox."""

    async def person(self, name: str, language_code: str = "en", username: str | None = None) -> Person:
        """A new customer with a private chat of their own."""
        made = await self.ask(
            "POST", "people", {"name": name, "language_code": language_code, "username": username}
        )
        return Person(self, made["id"], name)

    async def acquaintance(self, name: str) -> Person | None:
        """The first who was given this name."""
        for known in await self.ask_all("GET", "people"):
            if known["name"] == name:
                return Person(self, known["id"], name)
        return None

    async def group(self, title: str, kind: str = "supergroup") -> int:
        return int((await self.ask("POST", "groups", {"title": title, "type": kind}))["id"])

    async def add_bot(self, group: int, person: Person, *, administrator: bool = False) -> None:
        await self.ask(
            "POST", f"groups/{group}/add_bot", {"person": person.id, "administrator": administrator}
        )

    async def remove_bot(self, group: int, person: Person) -> None:
        await self.ask("POST", f"groups/{group}/remove_bot", {"person": person.id})

    async def group_standing(self, group: int) -> str:
        """How the bot stands in the group: member, administrator, left, kicked or none."""
        return str((await self.ask("GET", f"groups/{group}/messages"))["standing"])

    async def group_messages(self, group: int, after: int = 0) -> list[Message]:
        shown = await self.ask("GET", f"groups/{group}/messages", query={"after": after})
        return [read_message(view) for view in shown["messages"]]

    async def fault(
        self,
        kind: str = "error",
        *,
        method: str = "",
        chat_id: int | None = None,
        code: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        times: int | None = None,
    ) -> Json:
        """Make calls fail: kind is error, hang, drop_answer or refuse; method `file` is the download."""
        return await self.ask(
            "POST",
            "faults",
            {
                "kind": kind,
                "method": method,
                "chat_id": chat_id,
                "code": code,
                "description": description,
                "retry_after": retry_after,
                "migrate_to_chat_id": migrate_to_chat_id,
                "times": times,
            },
        )

    async def clear_faults(self) -> None:
        await self.ask("DELETE", "faults")

    async def pacing(self, on: bool) -> None:
        """Refuse too fast sending with 429, as Telegram does."""
        await self.ask("POST", "pacing", {"on": on})

    async def raw(self, update: Mapping[str, object]) -> Json:
        """Hand the bot any object as an update; returns its `update_id` and `message_id`."""
        return await self.ask("POST", "raw_update", {"update": dict(update)})

    async def restart_ids(self) -> int:
        """Let update ids go on from a random place; returns the next one."""
        return int((await self.ask("POST", "restart_ids"))["next_update_id"])

    async def calls(
        self, after: int = 0, *, method: str = "", chat: int | None = None, timeout: float = 0
    ) -> list[Json]:
        """Logged Bot API calls; with a timeout, waits for the first that fits."""
        query = {"after": after, "method": method, "chat": "" if chat is None else chat, "timeout": timeout}
        return await self.ask_all("GET", "calls", query=query)

    async def advance(self, seconds: int) -> Json:
        """Move the desk's practice clock."""
        return await self.ask("POST", "clock", {"advance_seconds": seconds})

    async def info(self) -> Json:
        return await self.ask("GET", "info")
