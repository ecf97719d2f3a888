"""A package brought in by somebody who writes courses: into what is theirs, and nothing else."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.policies import covers
from courses.models import Course
from courses.rules.content import PackageContent
from courses.services.importing import ImportResult, import_package


@transaction.atomic
def import_as_author(
    package: PackageContent, *, unit: Unit, paths: list[str], now: datetime, by: User
) -> ImportResult:
    """Bring a package in for a person who writes in the subtrees of `paths`.

    A new course is made in `unit`, which must lie there. One that is there already must be one
    that the person writes; its questions go to the banks of its unit, so that a package with banks
    is for those who write in the unit, not for the course's own team alone. Else as import_package.
    """
    if not covers(paths, unit):
        raise ValidationError(_("You do not write courses for this unit."), code="not_your_unit")
    _refuse_not_theirs(package, paths, by)
    result = import_package(package, unit=unit, now=now, by=by)
    if not result.created:
        _refuse_not_theirs(package, paths, by)  # somebody may have made it a moment ago
    return result


def _refuse_not_theirs(package: PackageContent, paths: list[str], by: User) -> None:
    course = Course.objects.filter(key=package.key).select_related("unit").first()
    if course is None:
        return
    if not Course.objects.written_by(by, paths).filter(pk=course.pk).exists():
        raise ValidationError(
            _(
                "A course with the key “{key}” is there already, and you do not write it. Ask for "
                "a place in its team, or give yours another key in course.toml."
            ).format(key=package.key),
            code="not_your_course",
        )
    if any(package.banks.values()) and not covers(paths, course.unit):
        raise ValidationError(
            _(
                "The package holds banks of questions, which go to the unit “{unit}”: somebody "
                "who writes for that unit must import it."
            ).format(unit=course.unit.name),
            code="not_your_banks",
        )
