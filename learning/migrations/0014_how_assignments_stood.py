"""How assignments stood before their caches changed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("learning", "0013_enrolment_moves")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="AssignmentPast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("waived_until", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("previous_expires_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pasts",
                        to="learning.assignment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["superseded_at"], name="assignmentpast_superseded")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "recorded_at"), name="assignmentpast_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=Q(superseded_at__gt=F("recorded_at")),
                        name="assignmentpast_lasted",
                    ),
                ],
            },
        ),
    ]
