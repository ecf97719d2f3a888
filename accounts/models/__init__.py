"""People, the organisation, and what every package needs: audit, outbox, jobs."""

from accounts.models.audience import Audience, AudienceRule, Tag
from accounts.models.audit import AuditEntry
from accounts.models.job import Job
from accounts.models.leave import Leave
from accounts.models.mail import Mail, MailPace
from accounts.models.mail_choices import Bounce, OptOut
from accounts.models.organisation import Appointment, Employment, Grant, Unit, UnitPlace
from accounts.models.user import User

__all__ = [
    "Appointment",
    "Audience",
    "AudienceRule",
    "AuditEntry",
    "Bounce",
    "Employment",
    "Grant",
    "Job",
    "Leave",
    "Mail",
    "MailPace",
    "OptOut",
    "Tag",
    "Unit",
    "UnitPlace",
    "User",
]
