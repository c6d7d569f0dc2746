"""The settings file: every key documented, a default once, every fault told with its line."""

import ast
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from indexing.errors import ConfigError
from indexing.settings import Settings, documented, load_settings, model, parse_duration

SECRET = "correct horse battery staple"
NOWHERE: dict[str, str] = {}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a settings file and returns its path."""

    def written(text: str) -> Path:
        path = tmp_path / "presswatch.toml"
        path.write_text(text, "utf-8")
        return path

    return written


def refused(path: Path) -> str:
    """Return what is said of a file that cannot be used."""
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ=NOWHERE)
    assert caught.value.exit_code == 5
    return str(caught.value)


@pytest.mark.parametrize(("section", "key", "default", "meaning"), list(documented()))
def test_every_key_has_a_meaning(section: str, key: str, default: object, meaning: str) -> None:
    assert meaning.endswith("."), f"{section}.{key} is not documented in a sentence"
    assert default == getattr(getattr(Settings(), section), key)


def test_every_section_has_a_docstring_that_names_it() -> None:
    for section, field in Settings.model_fields.items():
        if section != "path":
            assert f"[{section}]" in (field.default.__doc__ or "")


def test_a_default_is_written_once() -> None:
    """A section is made without arguments, so no second default can stand beside a field's."""
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(model)))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") in {type(one).__name__ for one in _sections()}
    ]
    assert len(calls) == len(_sections())
    assert all(not call.value.args and not call.value.keywords for call in calls)  # type: ignore[union-attr]


def test_an_empty_file_is_all_defaults(write: Callable[[str], Path]) -> None:
    path = write("")
    settings = load_settings(path, environ=NOWHERE)
    assert settings.model_copy(update={"path": None}) == Settings()
    assert settings.data_dir == path.parent / "presswatch-data"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        pytest.param(
            "[feeds]\nfloor = '20m'\nceilling = '2h'\n",
            3,
            "feeds.ceilling is not a setting. Did you mean ceiling?",
            id="a key with a typo: the nearest",
        ),
        pytest.param("[feds]\nfloor = '20m'\n", 1, "Did you mean feeds?", id="a section"),
        pytest.param(
            "[web]\nqqq = 1\n", 2, "Known here: host, port.", id="nothing near: all names"
        ),
        pytest.param("floor = '20m'\n", 1, "floor is not a setting", id="a key without section"),
        pytest.param("feeds.floor = 10\n", 1, "expected a time with its unit", id="dotted"),
        pytest.param("[feeds]\nfloor = 10\n", 2, "expected a time with its unit", id="a number"),
        pytest.param("[feeds]\n\nfloor = 'soon'\n", 3, "such as", id="a word for a time"),
        pytest.param("[feeds]\nfloor = '-5m'\n", 2, "feeds.floor = '-5m' is wrong", id="negative"),
        pytest.param(
            "[presswatch]\ntimezone = 'Europe/Budapst'\n",
            2,
            "did you mean Europe/Budapest?",
            id="a zone with a typo",
        ),
        pytest.param(
            "[presswatch]\ntimezone = ['UTC']\n",
            2,
            "should be a valid string",
            id="a list of zones",
        ),
        pytest.param("[web]\nport = 99999\n", 2, "less than or equal to 65535", id="a port"),
        pytest.param("[workers]\nprocesses = 'two'\n", 2, "valid integer", id="a wrong type"),
        pytest.param("[smtp]\nsecurity = 'ssl'\n", 2, "'starttls', 'tls' or 'none'", id="choice"),
        pytest.param(
            "[articles]\nkeep = '89d'\n", 2, "greater than or equal to 90 days", id="keep"
        ),
        pytest.param("feeds = 3\n", 1, "feeds = 3 is wrong", id="a section that is none"),
        pytest.param("path = 'here'\n", 1, "path is not a setting", id="our own word"),
        pytest.param(
            "[articles]\nreread_after = [\n  '1h',\n  'later',\n]\n",
            2,
            "articles.reread_after.1 = 'later' is wrong",
            id="one of a list",
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_what_was_expected(
    write: Callable[[str], Path], text: str, where: int, message: str
) -> None:
    path = write(text)
    said = refused(path)
    assert said.startswith(f"{path}:{where}: ")
    assert message.lower() in said.lower()


def test_all_faults_are_told_at_once(write: Callable[[str], Path]) -> None:
    path = write("[feeds]\nflor = '20m'\nceiling = 3\n[web]\nport = 'x'\n")
    said = refused(path)
    assert {line.split(": ")[0] for line in said.splitlines()} == {
        f"{path}:{number}" for number in (2, 3, 5)
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"[web\nport = 1\n", "is not valid TOML", id="no TOML: with tomllib's line"),
        pytest.param(b"name = 'K\xf6ln'\n", "is not UTF-8 text", id="not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_parsed(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "presswatch.toml"
    path.write_bytes(data)
    said = refused(path)
    assert said.startswith(f"{path}: {message}")


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory)" in refused(tmp_path / "no.toml")
    assert "cannot be read (Is a directory)" in refused(tmp_path)


def test_without_a_name_the_environment_then_the_folder_then_the_defaults(
    write: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ=NOWHERE).path is None
    here = write("[web]\nport = 1\n")
    other = tmp_path / "other.toml"
    other.write_text("[web]\nport = 2\n")
    named = {"PRESSWATCH_CONFIG": str(other)}
    assert load_settings(environ=NOWHERE).web.port == 1
    assert load_settings(environ=named).web.port == 2
    assert load_settings(here, environ=named).web.port == 1
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(environ={"PRESSWATCH_CONFIG": str(tmp_path / "no.toml")})


def test_a_secret_never_prints(write: Callable[[str], Path]) -> None:
    path = write(f'[smtp]\npassword = "{SECRET}"\n')
    settings = load_settings(path, environ=NOWHERE)
    assert settings.smtp.password.get_secret_value() == SECRET
    shown = (repr(settings), str(settings), settings.model_dump_json(), str(settings.smtp))
    assert not any(SECRET in one for one in shown)


@pytest.mark.parametrize(
    "line", [f'password = ["{SECRET}"]', f'pasword = "{SECRET}"', f'password = {{a = "{SECRET}"}}']
)
def test_a_secret_never_prints_in_an_error_either(write: Callable[[str], Path], line: str) -> None:
    assert SECRET not in refused(write(f"[smtp]\n{line}\n"))


def test_the_environment_may_give_the_mail_password(write: Callable[[str], Path]) -> None:
    path = write(f'[smtp]\npassword = "{SECRET}"\n')
    given = {"PRESSWATCH_SMTP_PASSWORD": "another"}
    assert load_settings(path, environ=given).smtp.password == SecretStr("another")
    assert load_settings(path, environ={"PRESSWATCH_SMTP_PASSWORD": ""}).smtp.password == SecretStr(
        SECRET
    )


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        (" 6h ", timedelta(hours=6)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        ("0s", timedelta(0)),
    ],
)
def test_a_duration_has_a_unit(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize(
    "value", ["", "10", "10 m", "1h30m", "1.5h", "-1h", "9999999s", 10, True, None]
)
def test_anything_else_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="expected a time with its unit"):
        parse_duration(value)


def _sections() -> list[object]:
    return [field.default for name, field in Settings.model_fields.items() if name != "path"]
