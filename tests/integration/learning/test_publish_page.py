"""Publishing from a page: what changed, whom it touches, what would happen, then the deed."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import AuditEntry
from courses.models import Edition
from courses.services.drafts import new_draft
from learning.models import Enrolment
from learning.services.progress import mark_viewed
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]


@pytest.fixture
def course(trainer):
    """Two pages, published; one learner has read the first."""
    course = make.a_course(trainer.appointments.get().unit, key="repair")
    first = new_draft(course, "en", now=make.NOW, by=trainer)
    first.title = "Repair"
    first.save()
    module = first.modules.create(key="m1", position=1, title="Why")
    for position in (1, 2):
        make.an_activity(module, "page", position=position, key=f"page-{position}")
    from learning.services.publishing import publish_course

    publish_course(course, effect="minor", now=make.NOW, by=trainer)
    edition = Edition.objects.get(course=course, number=1)
    enrolment = make.an_enrolment(make.a_learner(first="Amara"), edition)
    mark_viewed(enrolment, edition.activities.get(key="page-1"), now=make.NOW)
    draft = new_draft(course, "en", now=make.NOW, by=trainer)
    draft.activities.filter(key="page-1").update(body="<p>Quite other words.</p>")
    return course


def url(course, name="publish"):
    return reverse(f"learning:{name}", args=[course.key])


def publish(client, course, **told):
    page = client.get(url(course))
    form = {"seen": page.context["seen"], "sure": "on", "effect": "carry_over"}
    return client.post(url(course), {**form, **told})


def counts():
    """How many rows there are of everything."""
    return {
        model.__name__: model.objects.count()
        for model in apps.get_models()
        if model.__name__ != "Session"
    }


def test_the_page_shows_what_changed_and_whom_it_touches(client, course):
    page = client.get(url(course))
    shown = page.content.decode()
    assert "Quite other words." in shown
    touched = page.context["touched"]
    assert (touched.in_progress, touched.completed) == (1, 0)


@pytest.mark.parametrize(
    ("effect", "moved", "review"),
    [
        ("minor", 1, 0),
        ("carry_over", 1, 1),
        ("new_learners", 0, 0),
    ],
)
def test_what_is_shown_is_what_happens_and_looking_leaves_no_trace(
    client, course, effect, moved, review
):
    before = counts()
    look = client.get(url(course, "publish_outcome"), {"effect": effect})
    outcome = look.context["outcome"]
    assert (outcome.published.moved, outcome.published.to_review) == (moved, review)
    assert counts() == before
    [fate] = outcome.people
    assert (fate.name.split()[0], fate.moves) == ("Amara", bool(moved))
    assert len(fate.to_review) == review

    assert publish(client, course, effect=effect).status_code == 302
    enrolment = Enrolment.objects.get()
    assert enrolment.edition.number == 1 + moved
    asked = enrolment.progress.filter(review_asked_at__isnull=False).count()
    assert asked == review


def test_it_is_said_twice(client, course):
    page = publish(client, course, sure="")
    assert page.status_code == 422
    assert Edition.objects.filter(number=2).count() == 0


def test_without_an_effect_nothing_is_published(client, course):
    assert publish(client, course, effect="").status_code == 422
    assert Edition.objects.filter(number=2).count() == 0


def test_a_draft_that_changed_since_is_not_published(client, course):
    page = client.get(url(course))
    Edition.objects.drafts().get().activities.filter(key="page-2").update(title="Other")
    form = {"seen": page.context["seen"], "sure": "on", "effect": "minor"}
    answer = client.post(url(course), form)
    assert answer.status_code == 409
    assert "changed since you opened" in answer.content.decode()
    assert Edition.objects.filter(number=2).count() == 0


def test_errors_block_it(client, course):
    Edition.objects.drafts().get().activities.filter(key="page-2").update(body="")
    page = publish(client, course)
    assert page.status_code == 422
    assert "It says nothing yet" in page.content.decode()


def test_a_reviewers_approval_is_asked_and_a_change_asks_again(client, course, trainer):
    people = reverse("courses:team", args=[course.key])
    reviewer = make.a_trainer(make.a_unit("Elsewhere"))
    client.post(people, {"email": reviewer.email, "part": "reviewer"})
    client.post(reverse("courses:need_approval", args=[course.key]), {"needed": "on"})
    assert publish(client, course).status_code == 422

    approve = reverse("courses:approve_draft", args=[course.key, "en"])
    seen = {"seen": client.get(people).context["approvals"][0][1].seen}
    client.post(approve, seen)  # not a reviewer
    assert publish(client, course).status_code == 422
    client.force_login(reviewer)
    assert client.get(people).status_code == 200
    client.post(approve, {"note": "Good.", **seen})
    Edition.objects.drafts().get().activities.filter(key="page-2").update(title="Changed")
    client.force_login(trainer)
    assert publish(client, course).status_code == 422
    client.force_login(reviewer)
    client.post(approve, seen)  # of what it said before
    client.force_login(trainer)
    assert publish(client, course).status_code == 422
    client.force_login(reviewer)
    client.post(approve, {"seen": client.get(people).context["approvals"][0][1].seen})
    client.force_login(trainer)
    assert publish(client, course).status_code == 302


def test_where_publishers_are_named_only_they_and_admins_publish(client, course, trainer):
    unit = trainer.appointments.get().unit
    publisher, admin = make.a_trainer(unit), make.an_admin(unit)
    people = reverse("courses:team", args=[course.key])
    client.post(people, {"email": publisher.email, "part": "publisher"})
    assert publish(client, course).status_code == 403
    for person, status in ((publisher, 302), (admin, 302)):
        client.force_login(person)
        new_draft(course, "en", now=make.NOW, by=person)
        assert publish(client, course).status_code == status


def test_who_joins_from_elsewhere_may_write_and_may_no_more_once_it_ends(client, course):
    guest = make.a_trainer(make.a_unit("Elsewhere"))
    people = reverse("courses:team", args=[course.key])
    outline = reverse("courses:outline", args=[course.key, "en"])
    client.post(people, {"email": guest.email, "part": "author"})
    member = course.team.get()
    client.force_login(guest)
    assert client.get(outline).status_code == 200
    assert client.post(people, {"email": guest.email, "part": "publisher"}).status_code == 403
    client.force_login(make.an_admin(course.unit))
    client.post(reverse("courses:leave_team", args=[course.key]), {"member": member.pk})
    client.force_login(guest)
    assert client.get(outline).status_code == 404


def test_a_learner_is_no_trainer_and_does_not_join(client, course):
    learner = make.a_learner()
    people = reverse("courses:team", args=[course.key])
    assert client.post(people, {"email": learner.email, "part": "author"}).status_code == 422


def test_a_course_is_retired_with_a_successor_and_offered_again(client, course, trainer):
    other = make.an_edition(make.a_course(course.unit, key="after")).course
    retire = reverse("courses:retire", args=[course.key])
    assert client.get(retire).status_code == 200
    client.post(retire, {"successor": "after", "reason": "Worn out."})
    course.refresh_from_db()
    assert (course.retired_at is not None, course.successor) == (True, other)
    assert AuditEntry.objects.get(action="courses.course.retired").reason == "Worn out."
    back = reverse("courses:retire", args=["after"])
    circle = client.post(back, {"successor": "repair", "reason": "No."})
    assert circle.status_code == 422
    client.post(retire, {"reason": "Needed again."})
    course.refresh_from_db()
    assert (course.retired_at, course.successor) == (None, None)


def test_without_a_draft_there_is_nothing_to_publish(client, course):
    publish(client, course)
    assert client.get(url(course)).status_code == 302
