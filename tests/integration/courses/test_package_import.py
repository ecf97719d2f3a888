"""A course package into the database and out of it."""

from pathlib import Path

import pytest

from courses.interchange.package import read_package
from courses.models import Activity, Edition
from courses.services.edition_content import read_edition
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_unit

SHIPPED = Path("content/restorative-practices")

pytestmark = pytest.mark.django_db


def test_the_shipped_course_is_imported_and_published():
    package = read_package(SHIPPED)

    result = import_package(package, unit=a_unit(), now=NOW, by=None)
    [edition] = publish_drafts(result.course, effect="new_learners", now=NOW, by=None)

    assert (edition.number, edition.published_at) == (1, NOW)
    assert read_edition(Edition.objects.get()) == package.edition
    assert Activity.objects.filter(content_hash="").count() == 0
