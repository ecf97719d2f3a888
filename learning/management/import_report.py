"""What an import did, for people and for programs."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Unit
from courses.rules.content import PackageContent
from courses.services.check_words import say
from courses.services.importing import import_package
from courses.services.publishing import check_edition
from learning.services.publishing import publish_course


@dataclass(frozen=True, slots=True)
class Report:
    """`changed` is false where nothing differed; then nothing was written.

    `moved` counts those in progress who are on the new edition now; of these `to_review` have
    something to look at again, and `completed` had nothing left to do.
    """

    course: str = ""
    created: bool = False
    changed: bool = False
    drafts: tuple[str, ...] = ()
    published: tuple[tuple[str, int], ...] = ()
    moved: int = 0
    to_review: int = 0
    completed: int = 0
    findings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @classmethod
    def refused(cls, problems: list[str]) -> "Report":
        return cls(problems=tuple(problems))

    def as_json(self) -> dict[str, object]:
        published = [{"language": it[0], "edition": it[1]} for it in self.published]
        return {**asdict(self), "published": published}

    def as_text(self) -> str:
        lines = [*self.problems, *self.findings]
        lines += [f"{self.course}: draft in {language}." for language in self.drafts]
        lines += [f"{self.course}: edition {nth} in {it} published." for it, nth in self.published]
        if self.moved:
            lines.append(
                f"{self.course}: {self.moved} in progress moved, {self.to_review} of them with "
                f"something to look at again, {self.completed} completed by it."
            )
        if self.course and not self.changed and not self.published:
            lines.append(f"{self.course}: nothing differs, nothing was changed.")
        return "\n".join(lines)


@transaction.atomic
def bring_in(package: PackageContent, *, unit: Unit, effect: str | None, now: datetime) -> Report:
    """Import, and with an effect publish: both or neither."""
    result = import_package(package, unit=unit, now=now, by=None)
    findings = [say(finding) for draft in result.drafts for finding in check_edition(draft)]
    done = () if effect is None else publish_course(result.course, effect=effect, now=now, by=None)
    published = tuple((it.edition.language, it.edition.number or 0) for it in done)
    return Report(
        course=result.course.key,
        created=result.created,
        changed=result.changed,
        drafts=() if published else tuple(draft.language for draft in result.drafts),
        published=published,
        moved=sum(it.moved for it in done),
        to_review=sum(it.to_review for it in done),
        completed=sum(it.completed for it in done),
        findings=tuple(findings),
    )
