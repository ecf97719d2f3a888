"""The mail server refuses, dawdles, hangs up after DATA; the clock jumps; a day is lost."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.processes.reminding import DUE_IN_DAYS
from tests.processes.worlds import RULES_COME, a_world, seeded
from tests.running import PATIENCE, wait_until

pytestmark = pytest.mark.processes

PEOPLE = 60
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def assigned(tmp_path_factory, migrated):
    return seeded(migrated, tmp_path_factory.mktemp("assigned"), "seed", str(PEOPLE))


@pytest.fixture
def world(tmp_path, server, assigned):
    return a_world(tmp_path, server, assigned)


def addresses(world):
    return [email for (email,) in world.ledger.rows("SELECT email FROM accounts_user ORDER BY id")]


def later(hours):
    return (datetime.now(UTC) + hours * HOUR).isoformat()


def midnight(days):
    """The first instant, in the institution's zone, of the day so many days from the due day."""
    day = datetime.now(ZoneInfo("America/Chicago")).date() + timedelta(days=DUE_IN_DAYS + days)
    return datetime.combine(day, time.min, ZoneInfo("America/Chicago"))


def test_a_server_that_is_away_then_busy_then_refuses_some_costs_nobody_a_mail(world):
    server, people = world.server, addresses(world)
    server.stop()
    world.run("rounds", later(0))
    assert world.ledger.owed == PEOPLE

    server.at_mail = "451 4.3.0 Busy"
    server.start()
    world.run("rounds", later(1))
    assert server.messages == []

    world.run("complete", "5", later(2))
    server.at_mail = ""
    server.at_rcpt = {people[7]: "450 4.2.0 Greylisted"}
    server.refused = {people[8], people[9]}
    world.run("rounds", later(5))
    server.at_rcpt = {}
    world.run("rounds", later(20))

    assert world.differences() == []
    told = {to for entry in server.log if entry.answer == "250 OK" for to in entry.to}
    assert told == set(people[5:]) - {people[8], people[9]}
    assert world.ledger.count("accounts_mail", "withdrawn_because = 'undeliverable'") == 2
    assert world.ledger.count("accounts_mail", "withdrawn_because = 'completed'") == 5


def test_two_workers_at_a_slow_server_send_each_mail_once(world):
    world.server.seconds = 0.1
    world.env["LEASE_SECONDS"] = "600"

    workers = [world.start("work") for _ in range(2)]
    said = [worker.communicate()[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    world.run("work")

    assert world.differences() == []
    assert world.ledger.sent == PEOPLE


def test_a_worker_whose_lease_will_soon_be_over_leaves_the_rest_to_others(world):
    """A batch takes ten seconds here and its lease eight: sent to its end, much would go twice."""
    world.server.seconds = 0.2
    world.env["LEASE_SECONDS"] = "8"

    first = world.start("work")

    def finished():
        world.run("work")
        return world.ledger.sent == PEOPLE

    wait_until(finished, "every mail")
    _, said = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, said
    assert world.differences() == []


def test_a_connection_dropped_after_data_repeats_the_very_same_mail_and_no_other(world):
    world.server.drops_data = 3

    world.run("rounds", *(later(hours) for hours in range(5)))

    assert world.differences(repeats=3) == []
    assert world.ledger.sent == PEOPLE


def test_a_clock_that_jumps_an_hour_either_way_decides_nothing_twice(world):
    """Over the midnight at which a reminder is planned: forth, back, and once more forth."""
    world.run("rounds", later(0))
    planned = midnight(-3)

    jumps = (timedelta(minutes=minutes) for minutes in (-30, 30, -30, 31, 91))
    world.run("rounds", *((planned + jump).isoformat() for jump in jumps))

    assert world.differences(rules=(*RULES_COME, ("due", -3))) == []
    assert world.ledger.sent == 2 * PEOPLE


def test_a_clock_that_jumps_back_delays_what_was_decided_and_loses_nothing(world):
    world.server.stop()
    planned = midnight(-3)
    world.run("rounds", planned.isoformat())
    world.server.start()

    world.run("rounds", (planned - HOUR).isoformat())
    assert world.ledger.owed == PEOPLE
    world.run("rounds", (planned + HOUR).isoformat())

    assert world.differences(rules=(*RULES_COME, ("due", -3))) == []
    assert world.ledger.sent == PEOPLE


def test_after_a_day_without_workers_only_the_newest_offset_goes_out(world):
    """What was planned yesterday is passed over; what is planned today is said."""
    world.run("rounds", later(0), (midnight(-3) + HOUR).isoformat())
    world.run("complete", "6", (midnight(-2) + HOUR).isoformat())

    world.run("rounds", (midnight(-1) + HOUR).isoformat())  # all of the day of -2 nobody worked

    those = "rule_id IN (SELECT id FROM learning_reminderrule WHERE offset_days = -2)"
    passed_over = world.ledger.count(
        "learning_reminder", f"{those} AND decision = 'suppressed' AND because = 'stale'"
    )
    assert passed_over == PEOPLE - 6
    rules = (*RULES_COME, ("due", -3), ("due", -2), ("due", -1))
    assert world.differences(rules=rules) == []
    assert world.ledger.sent == 3 * PEOPLE - 6
