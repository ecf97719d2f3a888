"""docker-compose.yml and the Dockerfile, read: so that they hold where there is no engine."""

import re

import pytest
import yaml

from tests.house.sources import text
from tests.house.test_environment import listed_as_example

COMPOSE = yaml.safe_load(text("docker-compose.yml"))
SERVICES = COMPOSE["services"]
EXACT = re.compile(r"^[\w./-]+:v?\d+\.\d+(\.\d+)?(-\w+)?$")


def test_it_has_all_the_parts_and_no_more():
    assert sorted(SERVICES) == ["beat", "mail", "migrate", "postgres", "redis", "web", "worker"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert check["interval"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_image_has_an_exact_version(name):
    assert EXACT.match(SERVICES[name]["image"])


def test_the_image_is_built_on_an_exact_version_and_bears_ours():
    ours = re.search(r'^version = "(.*)"', text("pyproject.toml"), re.MULTILINE)

    assert SERVICES["web"]["image"] == f"concord:{ours[1]}"
    assert re.search(r"^FROM python:3\.11\.\d+-slim-\w+$", text("Dockerfile"), re.MULTILINE)


def test_every_variable_it_sets_or_reads_is_in_the_example():
    set_ = {name for service in SERVICES.values() for name in service.get("environment", {})}
    read = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text("docker-compose.yml")))

    assert set_ | read <= set(listed_as_example())
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= set_


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_runs_as_root(name):
    service = SERVICES[name]
    if "build" in service:
        last = re.findall(r"^USER (.*)$", text("Dockerfile"), re.MULTILINE)[-1]
        assert last == "concord"
    assert service.get("user", "concord").split(":")[0] not in {"root", "0"}


def test_migrations_run_once_before_anything_of_ours_starts():
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert waits == "service_completed_successfully"
    migrating = [name for name, it in SERVICES.items() if "migrate" in str(it.get("command"))]
    assert migrating == ["migrate"]


def test_there_is_one_named_volume_each_for_data_and_media():
    mounted = {name: service.get("volumes", []) for name, service in SERVICES.items()}

    assert sorted(COMPOSE["volumes"]) == ["data", "media"]
    assert mounted["postgres"] == ["data:/var/lib/postgresql/data"]
    for name in ("web", "worker", "beat", "migrate"):
        assert mounted[name] == ["media:/media"]
    assert "MEDIA_ROOT=/media" in text("Dockerfile")
