"""What is on offer: of each course not retired, its newest edition."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from courses.models import Edition


def editions_offered(language: str, *, words: str = "") -> QuerySet[Edition]:
    """One edition a course, in this language where there is one, else in the course's own.

    `words` must all occur in its title, summary or key. By title.
    """
    published = Edition.objects.published()
    later = published.filter(
        course=OuterRef("course"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    here = published.filter(course=OuterRef("course"), language=language)
    found = (
        published.filter(course__retired_at__isnull=True)
        .filter(~Exists(later))
        .filter(Q(language=language) | Q(language=F("course__language")) & ~Exists(here))
        .select_related("course")
        .order_by("title", "id")
    )
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(course__key__icontains=word)
        )
    return found
