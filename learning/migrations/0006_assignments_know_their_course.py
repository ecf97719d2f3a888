"""Every assignment so far asks for the course of its version."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    assignments = apps.get_model("learning", "Assignment").objects.filter(course=None)
    versions = apps.get_model("learning", "RequirementVersion").objects
    course = versions.filter(pk=OuterRef("version")).values("course")[:1]
    assignments.update(course=Subquery(course))


class Migration(migrations.Migration):
    dependencies = [("learning", "0005_what_requirements_need")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
