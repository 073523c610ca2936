"""The rules of the house: what is written in two places says the same in both."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from board.settings import PREFIX, Settings, load_settings, setting_names
from board.words.catalog import LANGUAGES
from tests.desk import wording

ROOT = Path(__file__).resolve().parents[2]
SAID_TO_AGENTS = (
    *("board/web", "board/views", "board/talk", "board/tickets", "board/people", "bot/talk", "bot/agents"),
    *("bot/handlers", "board/desk", "voice/listening.py", "voice/reactions.py"),
)
"""Where the sentences are that agents and customers read."""
THE_SAME_EVERYWHERE = frozenset(
    {
        *("time.date", "refused.fields", "refused.named", "command.agent.unlinked"),
    }
)
SAME_IN = {
    "ru": frozenset({"time.clock", "language.name.typed"}),
    "id": frozenset(
        {
            *("doctor.ok", "page.search.field.label"),
            *("page.card.glyph.video", "page.files.video", "page.kind.video", "page.kind.audio"),
            *("page.size.bytes", "page.size.kilobytes"),
        }
    ),
}
"""Patterns of babel's, what people of other languages type, names, units, and words both languages have."""


async def test_models_equal_migrations(migrated_url: str) -> None:
    engine = create_async_engine(migrated_url)
    async with engine.connect() as connection:
        await connection.run_sync(_compare)
    await engine.dispose()


@pytest.mark.fast
def test_the_example_file_lists_every_setting_with_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    listed = dict(re.findall(rf"^# ({PREFIX}\w+)=(.*)$", _text(".env.example"), re.MULTILINE))
    filled = tmp_path / ".env"
    filled.write_text("".join(f"{name}={value}\n" for name, value in listed.items()))

    assert list(listed) == setting_names()
    assert load_settings(filled) == Settings()


@pytest.mark.fast
def test_no_sentence_for_agents_asks_for_a_command_or_a_setting() -> None:
    """Those are for who runs the desk; whoever answers customers may have no shell at all."""
    files = _said_to_agents()
    theirs = {text for file in files if file.suffix == ".py" for text in wording.strings(file)}
    others = {text for file in wording.python_files() if file not in files for text in wording.strings(file)}
    told = {
        f"{place}: {text.strip()}"
        for place, texts in (
            *((str(file.relative_to(ROOT)), _sentences(file)) for file in files),
            *((key, forms) for key, forms in wording.catalog("en").items() if key not in others - theirs),
        )
        for text in texts
        if re.search(rf"\blanedesk [a-z]+|\b{PREFIX}[A-Z]", text)
    }

    assert told == set()


def _said_to_agents() -> list[Path]:
    places = [ROOT / place for place in SAID_TO_AGENTS]
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]
    return [file for file in files if file.suffix in (".py", ".js", ".html") and "vendor" not in file.parts]


def _sentences(path: Path) -> list[str]:
    """Of Python the strings that are no docstrings, of other files every line that is no comment.

    What the command line says is read by who runs the desk.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".po":
        text = "\n".join(block for block in text.split("\n\n") if 'msgid "command.' not in block)
    if path.suffix != ".py":
        return [line for line in text.splitlines() if not line.strip().startswith(("//", "/*", "*", "#"))]
    tree = ast.parse(text)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    return [node.value for node in strings if isinstance(node.value, str)]


@pytest.mark.fast
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_in_all_its_forms(language: str) -> None:
    english, own = wording.catalog("en"), wording.catalog(language)
    told = {
        *(f"not there: {key}" for key in english.keys() ^ own.keys()),
        *(f"written twice: {key}" for key in wording.keys_written_twice(language)),
        *(f"a form is empty: {key}" for key, forms in own.items() if not all(forms)),
        *(
            f"other placeholders: {key}"
            for key, forms in own.items()
            for form in forms
            if key in english and wording.placeholders(form) != wording.placeholders(english[key][0])
        ),
    }

    assert told == set()


@pytest.mark.fast
def test_every_key_that_is_named_stands_in_the_catalog() -> None:
    named = wording.named_in_python() | wording.named_on_the_page()
    keys = wording.catalog("en").keys()
    missing = {key for key in named if not any(map(re.compile(_pattern(key)).fullmatch, keys))}

    assert "refused.ticket.unknown" in named
    assert missing == set()


@pytest.mark.fast
def test_no_sentence_of_the_catalog_is_unused() -> None:
    named = wording.named_in_python() | wording.named_on_the_page() | wording.words_of_the_page()
    used = re.compile("|".join(map(_pattern, sorted(named))))
    keys = (key for key in wording.catalog("en") if wording.FAMILIES.fullmatch(key))

    assert [key for key in keys if not used.fullmatch(key)] == []


@pytest.mark.fast
@pytest.mark.parametrize(("language", "foreign"), [("ru", r"[^а-яё]*"), ("id", None)])
def test_nothing_is_left_in_english(language: str, foreign: str | None) -> None:
    english, own = wording.catalog("en"), wording.catalog(language)
    same = {
        key
        for key, forms in own.items()
        for form in forms
        if (
            form in english.get(key, ())
            or (foreign and re.fullmatch(foreign, form, re.IGNORECASE | re.DOTALL))
        )
        and not wording.is_wordless(form)
    }

    assert same - THE_SAME_EVERYWHERE - SAME_IN[language] == set()


@pytest.mark.fast
def test_the_page_writes_nothing_but_names_of_its_own() -> None:
    assert wording.written_on_the_page() == {"Lanedesk", "Ctrl+Enter", "@BotFather", "123456:ABC-DEF…"}


@pytest.mark.fast
def test_code_holds_no_sentence_for_people() -> None:
    keys = wording.catalog("en")
    told = {
        *(
            f"{place}: {ast.unparse(call)}"
            for place, call in wording.refusals()
            if call.args
            and (
                (isinstance(call.args[0], ast.JoinedStr) and "refused." not in ast.unparse(call.args[0]))
                or (isinstance(call.args[0], ast.Constant) and call.args[0].value not in keys)
            )
        ),
        *(
            f"{place}: {text}"
            for place, call in wording.told_in_a_shell()
            for text in wording.sentences_in(call)
        ),
    }

    assert {each for each in told if not each.endswith(": no words: ")} == set()


@pytest.mark.fast
def test_every_refusal_fills_the_blanks_of_its_sentence() -> None:
    assert [
        f"{place}: {key} lacks {lacking}"
        for place, call in wording.refusals()
        for key in wording.keys_of(call)
        if not any(given.arg is None for given in call.keywords)
        for lacking in wording.placeholders(wording.catalog("en").get(key, ("",))[0])
        - {given.arg for given in call.keywords}
    ] == []


def _pattern(key: str) -> str:
    return re.escape(key).replace(r"\*", r"[\w.]+")


@pytest.mark.fast
def test_every_door_of_the_makefile_is_documented() -> None:
    doors = _phony_targets()

    assert doors
    assert [door for door in doors if f"make {door}" not in _documentation()] == []


@pytest.mark.fast
def test_every_door_of_the_makefile_is_phony() -> None:
    assert re.findall(r"^(\w+):", _text("Makefile"), re.MULTILINE) == _phony_targets()


@pytest.mark.fast
def test_the_services_of_docker_compose_run_known_commands() -> None:
    services = yaml.safe_load(_text("docker-compose.yml"))["services"]
    commands = [service["command"] for service in services.values() if "build" in service]

    assert {"postgres", "migrate", "desk"} <= services.keys()
    assert all(command[0] in ("run", "migrate") for command in commands)


@pytest.mark.fast
def test_docker_compose_sets_only_known_settings() -> None:
    named = re.findall(rf"{PREFIX}\w+", _text("docker-compose.yml"))

    assert set(named) <= set(setting_names())


@pytest.mark.fast
def test_what_the_docker_image_copies_is_there_and_not_ignored() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+)$", _text("Dockerfile"), re.MULTILINE)
    copied = [path for line in lines for path in line.split()[:-1]]
    let_through = {line[1:] for line in _text(".dockerignore").splitlines() if line.startswith("!")}

    assert copied
    assert [path for path in copied if not list(ROOT.glob(path))] == []
    assert [path for path in copied if path.partition("/")[0] not in let_through] == []


@pytest.mark.fast
def test_every_package_is_in_the_docker_image() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}

    assert [name for name in sorted(packages) if f"COPY {name} {name}" not in _text("Dockerfile")] == []


VOICE_LOCKS = ("tools/requirements-voice.lock", "tools/requirements-voice-faster.lock")


@pytest.mark.fast
@pytest.mark.parametrize(
    "lock", ["requirements.lock", "tools/requirements-dev.lock", *VOICE_LOCKS, "package-lock.json"]
)
def test_no_lock_says_where_to_download_from(lock: str) -> None:
    assert not re.search(r'^--| @ |"resolved"|files.pythonhosted', _text(lock), re.MULTILINE)


@pytest.mark.fast
def test_the_lock_names_every_dependency() -> None:
    declared = tomllib.loads(_text("pyproject.toml"))["project"]["dependencies"]
    names = [re.match(r"[\w-]+", dependency) for dependency in declared]
    locked = set(re.findall(r"^([\w.-]+)==", _text("requirements.lock"), re.MULTILINE))

    assert [name[0] for name in names if name and name[0] not in locked] == []


@pytest.mark.fast
@pytest.mark.parametrize("lock", VOICE_LOCKS)
def test_hearing_needs_no_graphics_card(lock: str) -> None:
    assert re.findall(r"^(torch|triton|nvidia|cuda).*", _text(lock), re.MULTILINE) == []


@pytest.mark.fast
def test_the_library_alembic_is_not_shadowed() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.fast
def test_versions_are_numbered_in_the_order_alembic_runs_them() -> None:
    versions = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions()
    files = sorted((ROOT / "alembic" / "versions").glob("[0-9]*.py"), reverse=True)

    assert [version.revision for version in versions] == [file.name.partition("_")[0] for file in files]


def _compare(connection: Connection) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.check(config)


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _phony_targets() -> list[str]:
    phony = re.search(r"^\.PHONY: (.*)$", _text("Makefile"), re.MULTILINE)
    assert phony
    return phony[1].split()


def _documentation() -> str:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


@pytest.mark.parametrize("folder", ["board/web/static", "sandbox/static"])
def test_no_page_makes_markup_or_code_of_text(folder: str) -> None:
    makes = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|dangerouslySet|\beval\(|new Function"
    )
    modules = [path for path in (ROOT / folder).rglob("*.js") if "vendor" not in path.parts]

    assert modules
    assert [path.name for path in modules if makes.search(path.read_text(encoding="utf-8"))] == []
