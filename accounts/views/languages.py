"""The switch at the foot of every page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.services.people import Profile, update_profile


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """On in this language: visitors by a cookie; who is signed in chooses it for mails, too."""
    person, language = request.user, request.POST.get("language", "")
    if person.is_authenticated and language in dict(settings.LANGUAGES):
        said = Profile(person.preferred_name, language, person.time_zone)
        update_profile(person, said, now=timezone.now())
    return set_language(request)
