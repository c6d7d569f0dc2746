"""docker-compose.yml read back: its commands and variables are ones that the code accepts."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.cli.app import command_tree
from indexing.settings import load_settings
from indexing.settings.reading import FROM_ENVIRONMENT
from indexing.web.probes import ALIVE
from indexing.web.security.hosts import is_loopback, is_ours

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_bounded_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "worker"])
def test_what_others_wait_for_says_when_it_is_healthy(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_it_waits_for_services_that_exist_until_they_are_healthy(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert how == {"condition": "service_healthy"}
        assert "healthcheck" in SERVICES[other]


def test_no_password_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    asked = re.findall(r"\$\{(\w+)([^}]*)\}", text)
    assert {name for name, _ in asked} == {
        "ELASTIC_PASSWORD",
        "POSTGRES_PASSWORD",
        "PREFECT_PASSWORD",
    }
    assert all(rest.startswith(":?") for _, rest in asked)


@pytest.mark.parametrize("name", SERVICES)
def test_its_named_volumes_are_declared(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name: str) -> None:
    program, command, *_ = SERVICES[name]["command"]
    if program == "presswatch":
        assert command in command_tree().commands
    else:
        assert [program, command] == ["prefect", "server"]
    assert (ROOT / SERVICES[name]["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("name", OURS)
def test_its_presswatch_variables_are_read_by_the_settings(name: str) -> None:
    known = {f"PRESSWATCH_{section}_{key}".upper() for section, key in FROM_ENVIRONMENT}
    given = {key for key in SERVICES[name]["environment"] if key.startswith("PRESSWATCH_")}
    assert given <= known | {"PRESSWATCH_CONFIG"}


def test_the_pages_are_served_where_their_port_leads_and_are_asked_whether_they_live() -> None:
    settings = load_settings(ROOT / ".docker" / "presswatch.toml", environ={})
    web = SERVICES["web"]
    assert not is_loopback(settings.web.host), "nothing would come in through the container's port"
    assert web["ports"] == [f"{settings.web.port}:{settings.web.port}"]
    assert f"http://localhost:{settings.web.port}{ALIVE}" in web["healthcheck"]["test"][-1]
    assert is_ours("localhost", settings)


def test_the_settings_of_the_team_are_valid() -> None:
    environ = {"PRESSWATCH_STORE_URL": "postgresql+psycopg://u:p@postgres:5432/presswatch"}
    settings = load_settings(ROOT / ".docker" / "presswatch.toml", environ=environ)
    assert settings.index.backend == "elasticsearch"
    assert settings.store.url.startswith("postgresql")
