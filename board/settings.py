"""What a deployment decides, read once from the environment and a .env file."""

import difflib
import os
import re
import sys
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from board.complaints import Listed, complaint, wrong
from board.errors import DeskError, Invalid
from board.word_pattern import WordPattern, word_pattern
from board.words.catalog import say
from board.words.shell import shell_language

PREFIX = "LANEDESK_"
TELEGRAM_API = "https://api.telegram.org"

_POSTGRES_SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")


def _to_asyncpg(url: str) -> str:
    """Turn libpq's way of writing an address into the one the driver takes."""
    if not url:
        return url
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise wrong(Invalid("refused.env.database")) from None
    if parsed.drivername not in _POSTGRES_SCHEMES:
        raise wrong(Invalid("refused.env.other_database"))
    if "sslmode" in parsed.query:
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def _to_address(url: str) -> str:
    """Without the port that its scheme has anyway, as browsers name origins."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise wrong(Invalid("refused.env.address"))
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts._replace(netloc=parts.netloc.removesuffix(usual)).geturl().rstrip("/")


def _to_account_rule(text: object) -> object:
    if not isinstance(text, str) or text in ("registry", "open"):
        return text
    kind, _, pattern = text.partition(":")
    if kind != "pattern" or not pattern:
        raise wrong(Invalid("refused.env.accounts"))
    try:
        return word_pattern(pattern)
    except Invalid as refused:
        raise wrong(refused) from None


def _to_zone(name: object) -> object:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (OSError, ValueError, KeyError):
        raise wrong(Invalid("refused.env.zone")) from None


def _to_networks(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())
    except ValueError:
        raise wrong(Invalid("refused.env.networks")) from None


def _to_webhook_secret(secret: SecretStr) -> SecretStr:
    # The characters and length that setWebhook accepts as secret_token.
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise wrong(Invalid("refused.env.webhook_secret"))
    return secret


Address = Annotated[str, AfterValidator(_to_address)]
Network = IPv4Network | IPv6Network
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_to_networks)]
Port = Annotated[int, Field(ge=1, le=65535)]
Language = Literal["en", "id", "ru"]
LANGUAGES: tuple[str, ...] = get_args(Language)
"""What the desk speaks: the bot has a catalog for each."""
AccountRule = Literal["registry", "open"] | WordPattern
"""Which accounts are let in: those of the registry, anything, or what matches in full."""


class Settings(BaseSettings):
    """Every setting. ``load_settings`` reads them; built by hand, arguments win over the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    telegram_api: Address = TELEGRAM_API
    database_url: Annotated[str, AfterValidator(_to_asyncpg)] = Field(default="", repr=False)
    data_dir: Path = Path("./data")
    board_host: str = "127.0.0.1"
    board_port: Port = 8080
    public_url: Address = ""
    trusted_proxies: Networks = (IPv4Network("127.0.0.1"), IPv6Network("::1"))
    webhook_secret: Annotated[SecretStr, AfterValidator(_to_webhook_secret)] = SecretStr("")
    webhook_host: str = "127.0.0.1"
    webhook_port: Port = 8090
    webhook_url: Address = ""
    practice: bool = False
    accounts: Annotated[AccountRule, NoDecode, BeforeValidator(_to_account_rule)] = "registry"
    timezone: Annotated[ZoneInfo, BeforeValidator(_to_zone)] = ZoneInfo("UTC")
    language: Language = "en"
    whisper_engine: Literal["openai", "faster", "off"] = "openai"
    whisper_model: str = "base"

    @property
    def is_https(self) -> bool:
        """Whether people reach the board by TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @model_validator(mode="before")
    @classmethod
    def _derive_addresses(cls, values: dict[str, object]) -> dict[str, object]:
        host, port = values.get("board_host", "127.0.0.1"), values.get("board_port", 8080)
        shown = f"[{host}]" if ":" in str(host) else host
        public = values.get("public_url") or f"http://{shown}:{port}"
        webhook = values.get("webhook_url") or f"{str(public).rstrip('/')}/telegram/webhook"
        return {**values, "public_url": public, "webhook_url": webhook}

    @model_validator(mode="after")
    def _refuse_practice_on_telegram(self) -> Self:
        if self.practice and urlsplit(self.telegram_api).hostname == urlsplit(TELEGRAM_API).hostname:
            raise wrong(
                Invalid("refused.env.practice", practice=f"{PREFIX}PRACTICE", api=f"{PREFIX}TELEGRAM_API")
            )
        return self


def load_settings(env_file: Path = Path(".env")) -> Settings:
    """Read the environment, then the file for what the environment leaves open.

    Raises ``Invalid`` with one sentence that never repeats a value: it could be a secret.
    """
    _refuse_unknown(dotenv_values(env_file), env_file)
    _warn_of_unknown(os.environ)
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise Invalid("refused.fields", fields=_listed(found)) from None


def setting_names() -> list[str]:
    """All names as they stand in the environment."""
    return [PREFIX + name.upper() for name in Settings.model_fields]


def _refuse_unknown(names: Iterable[str], env_file: Path) -> None:
    for name in _unknown(names):
        if nearest := _nearest(name):
            raise Invalid("refused.env.unknown_like", name=name, file=env_file, nearest=nearest)
        raise Invalid("refused.env.unknown", name=name, file=env_file)


def _warn_of_unknown(names: Iterable[str]) -> None:
    for name in _unknown(names):
        nearest = _nearest(name)
        key = "refused.env.ignored_like" if nearest else "refused.env.ignored"
        print(say(shell_language(), key, name=name, nearest=nearest), file=sys.stderr)


def _unknown(names: Iterable[str]) -> list[str]:
    known = setting_names()
    return sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)


def _nearest(name: str) -> str | None:
    own = [known.removeprefix(PREFIX) for known in setting_names()]
    nearest = difflib.get_close_matches(name.upper().removeprefix(PREFIX), own, n=1)
    return f"{PREFIX}{nearest[0]}" if nearest else None


def _listed(errors: list[ErrorDetails]) -> Listed:
    """Each once: a rule of several kinds complains about each."""
    parts: dict[tuple[str, str], DeskError] = {}
    for error in errors:
        name = PREFIX + str(error["loc"][0]).upper() if error["loc"] else ""
        found = complaint(error)
        parts.setdefault((name, str(found)), found)
    return Listed([(name, found) for (name, _), found in parts.items()])
