"""Workers killed while they ask people, and while they ask them again: all of it or nothing."""

import signal

import pytest

from tests.processes.worlds import a_world, seeded

pytestmark = pytest.mark.processes

PEOPLE = 40
MOST = 60  # statements; reconciling takes fewer
CYCLES = "SELECT person_id, cycle FROM learning_assignment ORDER BY person_id, cycle"
OF_EACH = """
    SELECT asked.id,
        (SELECT count(*) FROM learning_assignmentreason WHERE assignment_id = asked.id
            AND to_at IS NULL AND superseded_at IS NULL),
        (SELECT count(*) FROM learning_duedate WHERE assignment_id = asked.id
            AND superseded_at IS NULL)
    FROM learning_assignment AS asked
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory, migrated):
    return seeded(migrated, tmp_path_factory.mktemp("asked"), "ask", str(PEOPLE))


@pytest.fixture(scope="module")
def renewable(tmp_path_factory, migrated):
    return seeded(migrated, tmp_path_factory.mktemp("renewable"), "expire", str(PEOPLE))


def kill_at_every_third_statement(world):
    """Until one ends by itself; after each kill it is as it was before, or all done."""
    before = world.ledger.rows(CYCLES)
    killed = []
    for statement in range(2, MOST, 3):
        ended = world.ended("reconcile", str(statement))
        if ended == 0:
            return killed
        assert ended == -signal.SIGKILL
        killed.append(statement)
        now = world.ledger.rows(CYCLES)
        assert now == before or len(now) == len(before) + PEOPLE, f"at {statement}"
    raise AssertionError(f"not done in {MOST} statements")


def test_killed_again_and_again_while_it_asks_everybody_each_has_one_assignment(
    tmp_path, server, asked
):
    world = a_world(tmp_path, server, asked)

    assert len(kill_at_every_third_statement(world)) >= 4
    world.run("work")

    assert [cycle for _, cycle in world.ledger.rows(CYCLES)] == [1] * PEOPLE
    assert {row[1:] for row in world.ledger.rows(OF_EACH)} == {(1, 1)}
    assert world.differences(rules=(("assigned", 0),)) == []


def test_killed_again_and_again_while_renewals_open_each_has_one_more_cycle(
    tmp_path, server, renewable
):
    world = a_world(tmp_path, server, renewable)
    old = "SELECT id, completed_at, expires_on, due_on FROM learning_assignment WHERE cycle = 1"
    before = world.ledger.rows(old)

    assert len(kill_at_every_third_statement(world)) >= 4
    world.run("work")

    assert [cycle for _, cycle in world.ledger.rows(CYCLES)] == [1, 2] * PEOPLE
    assert {row[1:] for row in world.ledger.rows(OF_EACH)} == {(1, 1)}
    assert world.ledger.rows(old) == before
    assert world.differences(rules=(("assigned", 0),)) == []
