"""Settings: what is read, what is refused, and what is never printed."""

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from board.errors import Invalid
from board.settings import Settings, load_settings, setting_names
from board.word_pattern import WordPattern

pytestmark = pytest.mark.fast

TOKEN = "123456:this-is-a-secret"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


def load(folder: Path, *lines: str) -> Settings:
    env_file = folder / ".env"
    env_file.write_text("\n".join(lines))
    return load_settings(env_file)


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "absent")

    assert settings.bot_token is None
    assert settings.database_url == ""
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.webhook_url == "http://127.0.0.1:8080/telegram/webhook"
    assert settings.timezone == ZoneInfo("UTC")


def test_the_public_address_follows_host_and_port(tmp_path: Path) -> None:
    settings = load(tmp_path, "LANEDESK_BOARD_HOST=::1", "LANEDESK_BOARD_PORT=9000")

    assert settings.public_url == "http://[::1]:9000"


def test_the_webhook_address_follows_the_public_one(tmp_path: Path) -> None:
    settings = load(tmp_path, "LANEDESK_PUBLIC_URL=https://desk.example.com/")

    assert settings.webhook_url == "https://desk.example.com/telegram/webhook"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANEDESK_BOARD_PORT", "1234")

    assert load(tmp_path, "LANEDESK_BOARD_PORT=9000").board_port == 1234


def test_an_unknown_name_in_the_file_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Did you mean LANEDESK_BOT_TOKEN"):
        load(tmp_path, "LANEDESK_BOT_TOKN=1")


def test_a_name_unlike_any_other_gets_no_guess(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"LANEDESK_FOO in .* is not a setting; \.env\.example lists all\.$"):
        load(tmp_path, "LANEDESK_FOO=1")


def test_an_unknown_name_in_the_environment_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANEDESK_BORD_PORT", "1")

    load(tmp_path)

    assert "Did you mean LANEDESK_BOARD_PORT" in capsys.readouterr().err


def test_names_of_others_are_ignored(tmp_path: Path) -> None:
    assert load(tmp_path, "POSTGRES_PASSWORD=x", "BOT_TOKEN=y").bot_token is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_postgresql_address_gets_the_driver(tmp_path: Path, scheme: str) -> None:
    settings = load(tmp_path, f"LANEDESK_DATABASE_URL={scheme}://ann:p%40ss@db:5433/desk?sslmode=require")

    assert settings.database_url == "postgresql+asyncpg://ann:p%40ss@db:5433/desk?ssl=require"


@pytest.mark.parametrize(
    "line",
    [
        "LANEDESK_BOARD_PORT=eighty",
        "LANEDESK_BOARD_PORT=70000",
        "LANEDESK_BOARD_PORT=0",
        "LANEDESK_WEBHOOK_PORT=0",
        "LANEDESK_DATABASE_URL=mysql://db/desk",
        "LANEDESK_DATABASE_URL=nonsense",
        "LANEDESK_TELEGRAM_API=api.telegram.org",
        "LANEDESK_ACCOUNTS=pattern:(",
        "LANEDESK_ACCOUNTS=everyone",
        "LANEDESK_TIMEZONE=Mars/Olympus",
        "LANEDESK_TIMEZONE=../etc/passwd",
        "LANEDESK_WHISPER_ENGINE=loud",
        "LANEDESK_WEBHOOK_SECRET=with space",
        "LANEDESK_LANGUAGE=English",
        "LANEDESK_LANGUAGE=de",
        "LANEDESK_PRACTICE=perhaps",
    ],
)
def test_a_bad_value_ends_in_one_sentence_naming_the_setting(tmp_path: Path, line: str) -> None:
    with pytest.raises(Invalid) as refusal:
        load(tmp_path, line)

    assert str(refusal.value).startswith(line.partition("=")[0])
    assert "\n" not in str(refusal.value)


def test_accounts_may_be_a_pattern(tmp_path: Path) -> None:
    assert load(tmp_path, r"LANEDESK_ACCOUNTS=pattern:\d{2}-\d{3}").accounts == WordPattern(r"\d{2}-\d{3}")


def test_a_pattern_is_quick_whatever_people_write(tmp_path: Path) -> None:
    rule = load(tmp_path, r"LANEDESK_ACCOUNTS=pattern:(a+)+(a*)*$").accounts
    assert isinstance(rule, WordPattern)
    began = time.process_time()
    assert not rule.fits("a" * 39 + "!")
    assert not rule.fits("a" * 1_000_000)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(\d)\1", r"(\d{1000}){1000}", "("])
def test_a_pattern_that_could_take_for_ever_is_refused_at_the_start(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(Invalid, match=r"LANEDESK_ACCOUNTS: its pattern can't be used \(.*write it without"):
        load(tmp_path, f"LANEDESK_ACCOUNTS='pattern:{pattern}'")


def test_practice_is_refused_with_telegrams_own_bot_api(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="LANEDESK_PRACTICE"):
        load(tmp_path, "LANEDESK_PRACTICE=1")


def test_practice_is_fine_with_a_sandbox(tmp_path: Path) -> None:
    assert load(tmp_path, "LANEDESK_PRACTICE=1", "LANEDESK_TELEGRAM_API=http://127.0.0.1:8081").practice


def test_secrets_never_show(tmp_path: Path) -> None:
    settings = load(
        tmp_path, f"LANEDESK_BOT_TOKEN={TOKEN}", f"LANEDESK_DATABASE_URL=postgresql://a:{TOKEN}@db/desk"
    )

    assert TOKEN not in f"{settings!r} {settings}"


def test_a_secret_never_shows_in_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        load(tmp_path, f"LANEDESK_WEBHOOK_SECRET={TOKEN}!", f"LANEDESK_DATABASE_URL=oracle://a:{TOKEN}@db")

    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "known_as"),
    [
        ("https://desk.example.com:443", "https://desk.example.com"),
        ("http://desk.lan:80/", "http://desk.lan"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://desk.example.com:8443/", "https://desk.example.com:8443"),
        ("http://desk.lan:8080", "http://desk.lan:8080"),
    ],
)
def test_the_public_address_is_named_as_browsers_name_it(tmp_path: Path, given: str, known_as: str) -> None:
    assert load(tmp_path, f"LANEDESK_PUBLIC_URL={given}").public_url == known_as
