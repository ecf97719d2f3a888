"""What an import did, for people and for programs."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Unit
from courses.rules.content import PackageContent
from courses.services.check_words import say
from courses.services.importing import import_package
from courses.services.publishing import check_edition, publish_drafts


@dataclass(frozen=True, slots=True)
class Report:
    """`changed` is false where nothing differed; then nothing was written."""

    course: str = ""
    created: bool = False
    changed: bool = False
    drafts: tuple[str, ...] = ()
    published: tuple[tuple[str, int], ...] = ()
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
        if self.course and not self.changed and not self.published:
            lines.append(f"{self.course}: nothing differs, nothing was changed.")
        return "\n".join(lines)


@transaction.atomic
def bring_in(package: PackageContent, *, unit: Unit, effect: str | None, now: datetime) -> Report:
    """Import, and with an effect publish: both or neither."""
    result = import_package(package, unit=unit, now=now, by=None)
    findings = [say(finding) for draft in result.drafts for finding in check_edition(draft)]
    published: tuple[tuple[str, int], ...] = ()
    if effect is not None:
        done = publish_drafts(result.course, effect=effect, now=now, by=None)
        published = tuple((it.language, it.number or 0) for it in done)
    return Report(
        course=result.course.key,
        created=result.created,
        changed=result.changed,
        drafts=() if published else tuple(draft.language for draft in result.drafts),
        published=published,
        findings=tuple(findings),
    )
