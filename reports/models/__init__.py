"""What reports keep: questions, and who may ask them; never answers."""

from reports.models.access_token import AccessToken
from reports.models.mailing import Mailed, Mailing
from reports.models.saved_view import SavedView

__all__ = ["AccessToken", "Mailed", "Mailing", "SavedView"]
