"""What was done, by whom, and why."""

from django.db import models


class AuditEntry(models.Model):
    """One deed worth answering for, written in the transaction that did it; never changed."""

    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=80)  # learning.assignment.waived
    subject = models.CharField(max_length=120)  # assignment:<uuid>
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            # What was done to this? · What was done lately?
            models.Index(fields=["subject", "at"], name="auditentry_of_subject"),
            models.Index(fields=["at"], name="auditentry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
