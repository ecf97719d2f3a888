"""A draft that a trainer writes, and how tests speak to the studio."""

from django.urls import reverse

from courses.models import Edition
from courses.services.new_courses import NewCourse, make_course
from tests import factories as make


def a_draft(trainer=None, *, title="Repair", template="short") -> Edition:
    """Of a new course: two modules, a page each of two, a reflection and a quiz."""
    trainer = trainer or make.a_trainer()
    unit = trainer.appointments.get().unit
    asked = NewCourse(title=title, language="en", unit=unit, template=template)
    return make_course(asked, now=make.NOW, by=trainer)


def at(name: str, draft: Edition, *more: object) -> str:
    """An address of the draft."""
    return reverse(f"courses:{name}", args=[draft.course.key, draft.language, *more])


def keys(draft: Edition) -> list[str]:
    """The keys of its activities, in order."""
    return list(draft.activities.order_by("position").values_list("key", flat=True))


def posted(page) -> dict[str, object]:
    """What the form of an activity would send as it stands."""
    form = page.context["form"]
    data: dict[str, object] = {"edited": page.context["edited"]}
    for name, field in form.fields.items():
        value = form.initial.get(name)
        if value is None or value is False:
            continue
        if isinstance(value, list):
            data[name] = value
        else:
            data[name] = "on" if value is True else field.widget.format_value(value) or ""
    return data
