"""Reasons as text: how AssignmentReason keeps them, 300 letters at most. Pure.

`unit:<uuid>` · `position:Chair` · `unit:<uuid>;kind:clinical;position:Chair` (one appointment) ·
`only:<uuid>` (a unit without those below it) · `appointed:2026-01-01..` · `tag:preceptor` ·
`hired:..2026-07-01` · `person:<uuid>` · `audience:<uuid>`;
and one inside a saved audience: `audience:<uuid>/tag:preceptor`.
"""

from datetime import date

from accounts.rules.audience_terms import (
    AppointmentTerm,
    AudienceTerm,
    HiredTerm,
    PersonTerm,
    Span,
    TagTerm,
    Term,
)
from accounts.rules.audiences import Reason, Through

POSITION = "position:"


def reason_of(reason: Reason) -> str:
    """A reason as text; `term_of` of it gives an equal one."""
    if isinstance(reason, Through):
        return f"audience:{reason.audience}/{reason_of(reason.term)}"
    if isinstance(reason, AppointmentTerm):
        return _appointment(reason)
    [(name, value)] = reason.as_json().items()
    return f"{name}:{_span(reason.hired) if isinstance(reason, HiredTerm) else value}"


def named_begins(reason: Reason) -> str:
    """How the reason of somebody named begins, before their id; nothing of what names nobody."""
    if isinstance(reason, Through):
        inside = named_begins(reason.term)
        return f"audience:{reason.audience}/{inside}" if inside else ""
    return "person:" if isinstance(reason, PersonTerm) else ""


def term_of(text: str) -> Reason | None:
    """The reason that a text names; None for what no audience gives."""
    if text.startswith("audience:"):
        audience, _, inside = text.removeprefix("audience:").partition("/")
        if not inside:
            return AudienceTerm(audience)
        term = term_of(inside)
        return None if term is None or isinstance(term, Through) else Through(audience, term)
    name, _, value = text.partition(":")
    return _alone(name, value) or _read_appointment(text)


def _alone(name: str, value: str) -> Term | None:
    if name == "tag":
        return TagTerm(value)
    if name == "person":
        return PersonTerm(value)
    return HiredTerm(_read_span(value)) if name == "hired" else None


def _appointment(term: AppointmentTerm) -> str:
    """The position last: it may hold whatever people write."""
    said = {
        "only" if term.alone else "unit": term.unit,
        "appointed": term.appointed and _span(term.appointed),
        "kind": term.kind,
        "position": term.position,
    }
    return ";".join(f"{name}:{value}" for name, value in said.items() if value)


def _read_appointment(text: str) -> AppointmentTerm | None:
    # Nothing but the position may hold a semicolon, and it comes last.
    before, _, position = f";{text}".partition(f";{POSITION}")
    parts = dict(part.partition(":")[::2] for part in before.split(";") if part)
    if not parts.keys() <= {"unit", "only", "appointed", "kind"} or not (parts or position):
        return None
    return AppointmentTerm(
        unit=parts.get("only", "") or parts.get("unit", ""),
        position=position,
        kind=parts.get("kind", ""),
        appointed=_read_span(parts["appointed"]) if "appointed" in parts else None,
        alone="only" in parts,
    )


def _span(span: Span) -> str:
    return "..".join(day.isoformat() if day else "" for day in (span.from_on, span.to_on))


def _read_span(text: str) -> Span:
    from_on, _, to_on = text.partition("..")
    return Span(*(date.fromisoformat(day) if day else None for day in (from_on, to_on)))
