"""People, the organisation, and what every package needs: audit, outbox, jobs."""

from accounts.models.audit import AuditEntry
from accounts.models.job import Job
from accounts.models.mail import Mail
from accounts.models.organisation import Appointment, Employment, Grant, Unit, UnitPlace
from accounts.models.user import User

__all__ = [
    "Appointment",
    "AuditEntry",
    "Employment",
    "Grant",
    "Job",
    "Mail",
    "Unit",
    "UnitPlace",
    "User",
]
