"""A broker and workers of a test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery

from tests.processes.worlds import migrate
from tests.running import Broker, Worker, environment
from tests.smtp import MailServer, a_mail_server


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied: making one takes longer than most tests."""
    var = tmp_path_factory.mktemp("migrated")
    migrate(environment(var, LOG_LEVEL="ERROR"))
    return var / "concord.sqlite3"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


@pytest.fixture
def broker(var: Path) -> Iterator[Broker]:
    server = Broker(var)
    server.start()
    yield server
    server.end()


@pytest.fixture
def start_worker(var: Path, broker: Broker) -> Iterator[Callable[[], Worker]]:
    started: list[Worker] = []

    def start() -> Worker:
        env = environment(var, REDIS_URL=broker.url, PYTHONPATH=".")
        started.append(Worker(env, app="tests.processes.app"))
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.stop()


@pytest.fixture
def send(broker: Broker) -> Iterator[Callable[[str, str], None]]:
    url = broker.url.replace("unix://", "redis+socket://")
    app = Celery(broker=url)

    def send_task(task: str, name: str) -> None:
        app.send_task(task, [name], ignore_result=True)

    yield send_task
    app.close()
