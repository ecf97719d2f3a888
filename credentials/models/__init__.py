"""What people earn."""

from credentials.models.certificate import Certificate

__all__ = ["Certificate"]
