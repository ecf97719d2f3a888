"""A school over time: somebody moves from one department to another, something is told later."""

from datetime import date, datetime, timedelta

from accounts.models import Appointment, Unit, UnitPlace
from accounts.models.facts import successor
from learning.models import Completion
from learning.services.assignments import reconcile
from learning.services.fulfilment import fulfil
from tests.factories import a_learner, a_requirement, a_unit

JUNE = datetime.fromisoformat("2026-06-03T15:00:00+00:00")
JULY = datetime.fromisoformat("2026-07-10T15:00:00+00:00")
AUGUST = datetime.fromisoformat("2026-08-15T15:00:00+00:00")


class School:
    """Asked since 3 June, due 3 July: Ada and Cora of Surgery, Ben of Internal.

    Ada goes to Internal on 10 July. Ben had completed on 8 June, which was told on 15 August.
    """

    def __init__(self):
        self.top = a_unit("Medicine")
        self.surgery = a_unit("Surgery", parent=self.top)
        self.internal = a_unit("Internal", parent=self.top)
        self.version = a_requirement(
            unit=self.top, key="repair", title="Repair", due_days=30, now=JUNE
        )
        self.ada = a_learner(self.surgery, first="Ada", last="Abel")
        self.ben = a_learner(self.internal, first="Ben", last="Bell")
        self.cora = a_learner(self.surgery, first="Cora", last="Cole")
        reconcile(self.version.requirement, now=JUNE)
        move(self.ada, self.internal, at=JULY)
        tell(self.ben, self.version, done=JUNE + timedelta(days=5), at=AUGUST)


def move(person, unit, *, at):
    """To another unit from that day on, as the roster says it that day."""
    held = Appointment.objects.get(person=person, superseded_at=None, to_on=None)
    Appointment.objects.filter(pk=held.pk).supersede(at)
    successor(held, now=at, to_on=at.date()).save()
    Appointment.objects.create(person=person, unit=unit, from_on=at.date(), recorded_at=at)


def tell(person, version, *, done, at):
    """That somebody had completed it on an earlier day."""
    completion = Completion.objects.create(
        person=person,
        course=version.course,
        completed_at=done,
        source="prior_learning",
        recorded_at=at,
    )
    fulfil(completion, now=at)


def end(unit, *, on, at):
    """The unit is there until that day."""
    place = UnitPlace.objects.get(unit=unit, superseded_at=None)
    UnitPlace.objects.filter(pk=place.pk).supersede(at)
    successor(place, now=at, to_on=on).save()
    Unit.objects.filter(pk=unit.pk).update(ended_on=on)


def begin(name, *, parent, on: date):
    """A unit that was not there before that day."""
    unit = a_unit(name, parent=parent)
    UnitPlace.objects.filter(unit=unit).update(from_on=on)
    return unit
