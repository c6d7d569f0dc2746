"""The settings file: a slip is named with its line; what is shown can be used as it is."""

import tomllib

import pytest

from flows.cli.app import run
from indexing.settings import documented, load_settings


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        pytest.param(
            '[presswatch]\ntimezon = "UTC"\n',
            ":2: presswatch.timezon is not a setting. Did you mean timezone?",
            id="a slip of the pen",
        ),
        pytest.param("[feeds]\n\nfloor = 10\n", ":3: feeds.floor = 10 is wrong", id="no unit"),
        pytest.param("[feeds\n", "is not valid TOML", id="no TOML"),
        pytest.param("[smtp]\npassword = 7\n", ":2: smtp.password is wrong", id="no secret shown"),
    ],
)
def test_a_fault_in_the_settings_is_5_with_its_line(toml, told, tmp_path, capsys):
    file = tmp_path / "presswatch.toml"
    file.write_text(toml)
    assert run(["config", "check", "--config", str(file)]) == 5
    assert told in capsys.readouterr().err


def test_all_faults_are_told_at_once(tmp_path, capsys):
    file = tmp_path / "presswatch.toml"
    file.write_text("[feeds]\nfloor = 10\nceilin = 3\n")
    run(["status", "--config", str(file)])
    err = capsys.readouterr().err
    assert f"{file}:2: " in err
    assert f"{file}:3: " in err


def test_a_file_that_was_named_and_is_missing_is_5(tmp_path, capsys):
    assert run(["status", "--config", str(tmp_path / "no.toml")]) == 5
    assert "Name a file with --config." in capsys.readouterr().err


def test_check_counts_what_is_set(empty):
    assert "10 settings, none unknown" in empty("config", "check").out


def test_show_prints_a_settings_file_that_means_the_same(empty, tmp_path):
    shown = tmp_path / "shown.toml"
    shown.write_text(empty("config", "show").out)
    assert (
        load_settings(shown).model_dump()
        == load_settings(tmp_path / "presswatch.toml").model_dump()
    )


def test_show_explains_every_setting(empty):
    out = empty("config", "show").out
    told = tomllib.loads(out)
    remarks = out.replace("\n# ", " ")
    for section, key, _default, meaning in documented():
        assert key in told[section]
        assert " ".join(meaning.split()) in remarks
    assert 'ceiling = "2s"' in out
    assert '(default: "1d")' in out


def test_secrets_are_never_shown(tmp_path, capsys):
    file = tmp_path / "presswatch.toml"
    file.write_text('[smtp]\nhost = "smtp.example.org"\npassword = "tell-nobody"\n')
    for more in ([], ["--json"]):
        assert run(["config", "show", "--config", str(file), *more]) == 0
        shown = capsys.readouterr()
        assert "tell-nobody" not in shown.out + shown.err
        assert "**********" in shown.out


def test_path_is_the_file_in_force(empty, tmp_path):
    assert empty("config", "path").out == f"{tmp_path / 'presswatch.toml'}\n"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd"])
def test_a_zone_that_is_none_is_2(zone, empty):
    answer = empty("status", "--tz", zone)
    assert answer.code == 2
    assert "Europe/Budapest" in answer.err
