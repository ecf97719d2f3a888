"""Four at once: a job is leased to one, a roster is taken in once, a role is given once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from accounts.interchange.people_csv import read_roster
from accounts.interchange.people_jobs import ask_import, ask_preview, do_preview
from accounts.models import Appointment, Grant, Job, Unit, User
from accounts.rules.roles import Role
from accounts.services.jobs import ask_job, claim_job
from accounts.services.people import grant_role
from accounts.services.people_import import import_people
from tests.factories import NOW, a_person, a_unit, an_admin
from tests.integration.accounts.rosters import as_csv, row

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act):
    """What four threads get that all do the same."""

    def alone(_):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(alone, range(4)))


def test_each_job_is_leased_to_one_worker():
    admin = an_admin()
    asked = {ask_job("x", parameters={}, now=NOW, by=admin).pk for _ in range(3)}

    claimed = at_once(lambda: claim_job(now=NOW))

    assert sorted(job.pk if job else 0 for job in claimed) == sorted({0} | asked)


def test_a_roster_taken_in_four_times_at_once_is_taken_in_once():
    a_unit("School")
    roster = read_roster(as_csv([row(str(n)) for n in range(20)]).encode())

    numbers = at_once(lambda: import_people(roster, now=NOW))

    assert sorted(each["created"] for each in numbers) == [0, 0, 0, 20]
    assert sorted(each["unchanged"] for each in numbers) == [0, 20, 20, 20]
    assert (User.objects.count(), Appointment.objects.count()) == (20, 20)
    assert Unit.objects.count() == 3


def test_a_preview_confirmed_four_times_at_once_asks_for_one_import():
    admin = an_admin()
    file = ContentFile(as_csv([row("1")]).encode(), name="roster.csv")
    preview = ask_preview(file, full=False, now=NOW, by=admin)
    do_preview(claim_job(now=NOW), now=NOW)

    jobs = at_once(lambda: ask_import(preview, force=False, now=NOW, by=admin))

    assert len({job.pk for job in jobs}) == 1
    assert Job.objects.count() == 2


def test_a_role_given_four_times_at_once_is_one_grant():
    admin, person, unit = an_admin(), a_person(), a_unit()

    at_once(lambda: grant_role(person, Role.TRAINER, unit, reason="x", now=NOW, by=admin))

    assert Grant.objects.filter(person=person).count() == 1
