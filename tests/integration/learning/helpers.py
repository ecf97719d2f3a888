"""What tests of the learner's pages share."""

from threading import Barrier, Thread

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Activity
from learning.models import Enrolment
from learning.services.enrolment import enrol
from learning.services.verify import verify_records
from tests.factories import NOW, a_learner, an_edition

at_now = time_machine.travel(NOW, tick=False)


def taking(*kinds, person=None, client=None):
    """Somebody who has started a course with activities of these kinds, signed in."""
    person = person or a_learner()
    enrolment = enrol(person, an_edition(None, *kinds).course, now=NOW)
    if client is not None:
        client.force_login(person)
    return enrolment


def activity_of(enrolment: Enrolment, kind: str) -> Activity:
    return enrolment.edition.activities.get(kind=kind)


def address(name: str, enrolment: Enrolment, activity: Activity) -> str:
    return reverse(f"learning:{name}", args=[enrolment.uuid, activity.key])


def queries_of(client, url: str) -> int:
    """How many statements a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def page_of(client, url: str, status: int = 200) -> str:
    """A page's text; a variable that a template did not get would show."""
    response = client.get(url)
    assert response.status_code == status
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def false_caches() -> list[object]:
    """What assignments repeat of facts, or did before, and do so wrongly."""
    found = verify_records().differences
    return [each for each in found if each.what.startswith("assignment")]


def four_at_once(act):
    """`act(number)` in four threads at one moment; their results, exceptions included."""
    barrier, results = Barrier(4), [None] * 4

    def run(number: int) -> None:
        try:
            barrier.wait()
            results[number] = act(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
