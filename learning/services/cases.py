"""One decision about many assignments: which of them it can be for, and why not the others."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from learning.models import Assignment

Judge = Callable[[Assignment], ValidationError | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """Those for whom it can be done, and of each other one the refusal."""

    good: tuple[Assignment, ...]
    refused: tuple[tuple[Assignment, ValidationError], ...]

    def with_done(self, rows: Iterable[Assignment], had: Collection[int]) -> "Judged":
        """The same, and first those of `rows` for which it was done already."""
        before = (each for each in rows if each.pk in had)
        return Judged((*before, *self.good), self.refused)

    def why_not(self) -> list[tuple[Assignment, str]]:
        """The refusals in words."""
        return [(each, refusal.messages[0]) for each, refusal in self.refused]


def judged(assignments: Iterable[Assignment], judge: Judge) -> Judged:
    """Each by itself; asks no query where the version and the person came along."""
    good, refused = [], []
    for each in assignments:
        refusal = judge(each)
        if refusal is None:
            good.append(each)
        else:
            refused.append((each, refusal))
    return Judged(tuple(good), tuple(refused))


def locked(assignments: Iterable[Assignment]) -> list[Assignment]:
    """The same as they are now, held until the transaction ends; always in one order."""
    ids = [each.pk for each in assignments]
    rows = Assignment.objects.filter(pk__in=ids).select_related("person", "version")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def refuse_unless_any(found: Judged) -> None:
    """Where it can be done for nobody, that is a refusal: of a single one, its own."""
    if found.good:
        return
    if len(found.refused) == 1:
        raise found.refused[0][1]
    raise ValidationError(_("It can be done for none of them."), code="nobody")


def judged_anew(rows: Sequence[Assignment], had: Collection[int], judge: Judge) -> Judged:
    """All but those for which it was done already (`had`), so that asking twice writes nothing.

    Where it was done for nobody and can be done for nobody, it is refused.
    """
    found = judged([each for each in rows if each.pk not in had], judge)
    if not had:
        refuse_unless_any(found)
    return found


def refuse_without(reason: str, words: str) -> str:
    """The reason without blanks around it; missing, it is a refusal in these words."""
    if not reason.strip():
        raise ValidationError(words, code="reason_missing")
    return reason.strip()


def no_longer_open(assignment: Assignment) -> ValidationError | None:
    """What is completed or withdrawn needs nothing any more."""
    if assignment.completed_at:
        return ValidationError(_("It is completed: there is nothing left to do."), code="completed")
    if assignment.withdrawn_at:
        return ValidationError(_("It is asked of them no longer."), code="withdrawn")
    return None


def subject_of(assignment: Assignment) -> str:
    """As the audit names it."""
    return f"assignment:{assignment.uuid}"
