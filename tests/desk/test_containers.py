"""docker-compose.yml, Dockerfile and the systemd unit, as far as a reader without an engine can judge them."""

from __future__ import annotations

import configparser
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parents[2]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))[
    "services"
]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_a_read_only_disk_and_no_privileges(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert "cap_add" not in service or name == "postgres"
    assert not {"privileged", "network_mode", "pid"} & set(service)


def test_no_password_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    uses = re.findall(r"\$\{?\w*PASSWORD\w*[^}\n]*", text)

    assert len(uses) == 2
    assert [use for use in uses if not re.match(r"\$\{POSTGRES_PASSWORD:\?", use)] == []


def test_the_example_file_has_a_line_for_all_that_is_asked_of_it() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))

    assert "POSTGRES_PASSWORD" in asked
    assert asked - set(re.findall(r"^# (\w+)=", example, re.MULTILINE)) == set()


def test_images_of_others_are_named_by_their_minor_version() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += [name for name in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) if ":" in name]

    assert images
    assert [image for image in images if not re.search(r":\d+\.\d+|@sha256:", image)] == []


def test_the_health_check_is_of_the_server_that_others_reach() -> None:
    check = SERVICES["postgres"]["healthcheck"]["test"]

    assert check[check.index("-h") + 1] == "127.0.0.1"


def test_migrate_tries_again_and_all_others_wait_for_it() -> None:
    assert SERVICES["migrate"]["restart"].startswith("on-failure")
    waiting = {name for name, service in SERVICES.items() if "migrate" in service.get("depends_on", {})}
    assert waiting == set(SERVICES) - {"postgres", "migrate"}


def test_ports_are_opened_to_this_machine_only_and_the_webhook_has_one() -> None:
    opened = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert opened.keys() == {"desk", "board", "bot"}
    assert [port for ports in opened.values() for port in ports if not port.startswith("127.0.0.1:")] == []
    assert opened["bot"] == ["127.0.0.1:8090:8090"]


def test_only_the_image_with_an_engine_is_asked_to_hear() -> None:
    plain, _, voice = DOCKERFILE.partition("FROM desk AS voice")

    assert "LANEDESK_WHISPER_ENGINE=off" in plain
    assert "LANEDESK_WHISPER_ENGINE=openai" in voice
    engine = "LANEDESK_WHISPER_ENGINE"
    assert SERVICES["desk"]["environment"][engine].endswith(":-off}")
    # Who puts recordings in the queue has to know that they will be heard.
    assert {SERVICES[name]["environment"][engine][-8:] for name in ("bot", "voice")} == {"-openai}"[-8:]}


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md"])
def test_commands_name_files_only_where_a_container_keeps_them(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    commands = re.findall(r"^    docker compose run --rm desk (.*)", text, re.MULTILINE)
    kept = [volume.split(":")[1] for volume in SERVICES["desk"]["volumes"]]
    named = [path for words in commands for path in re.findall(r"\S*/\S+", words)]

    assert named
    assert [path for path in named if not path.startswith(tuple(f"{folder}/" for folder in kept))] == []


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md"])
def test_the_folder_for_files_belongs_to_the_user_of_the_image(page: str) -> None:
    made = re.search(r"install -d .*-o (\d+) .*\bexchange\b", (ROOT / page).read_text(encoding="utf-8"))
    user = re.search(r"useradd .*--uid (\d+) (\w+)", DOCKERFILE)

    assert made
    assert user
    assert made[1] == user[1]
    assert f"USER {user[2]}\n" in DOCKERFILE
    assert "./exchange:/exchange" in SERVICES["desk"]["volumes"]


def test_the_systemd_unit_can_be_enabled() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    shown = re.search(r"\n(    \[Unit\]\n(?:    .*\n|\n(?=    ))+)", page)
    assert shown
    unit = configparser.ConfigParser()
    unit.read_string(textwrap.dedent(shown[1]))

    assert unit.sections() == ["Unit", "Service", "Install"]
    assert unit["Install"]["WantedBy"] == "multi-user.target"
    assert unit["Service"]["ExecStart"].endswith("lanedesk run")
