"""One question as it is written: its header, its prompt, its choices, and what follows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.package_choices import CHOICE, ChoiceRead, ChoicesReader
from courses.interchange.package_lines import Part, parts
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import KEY
from courses.rules.content import Place, QuestionContent
from courses.rules.marking import KINDS, scored
from courses.rules.marking.cloze import MENU, TYPED
from courses.rules.marking.multiple import ALL_OR_NOTHING, RULES
from courses.rules.marking.numeric import number

HEADER = re.compile(r"## Question (\S+) \(([^()]*)\)\s*")
POINTS = re.compile(r"([0-9]+(?:\.[0-9]+)?) points?")
ABOUT = re.compile(rf"about ({KEY.pattern})")
WORDS = re.compile(r"at most ([1-9][0-9]{0,4}) words")
CASE, ACCENTS, UNIT_REQUIRED = "case matters", "accents matter", "unit required"

SECTION = re.compile(r"### (Explanation|Hint|Gaps|Units|Tags)\s*$")
OF_KIND = {"Gaps": "cloze", "Units": "numeric"}  # the others any kind may have
ITEM = re.compile(r"- (\S.*)")
GAP = re.compile(rf"([0-9]{{1,3}}) ({TYPED}|{MENU})(.*)")
GAP_WEIGHT = re.compile(r"weight ([0-9]+(?:\.[0-9]+)?)")
UNIT = re.compile(r"(.+?) = (\S+)")


@dataclass(slots=True)
class Header:
    """What stands in the brackets."""

    key: str
    kind: str
    points: Decimal
    definition: dict[str, object] = field(default_factory=dict)
    stimulus: str = ""


class QuestionReader:
    """Reads one question; what cannot be read is named with its line."""

    def __init__(self, texts: Texts, file: str) -> None:
        self.texts = texts
        self.file = file

    def read(self, part: Part) -> QuestionContent | None:
        header = self._header(part)
        if header is None:
            return None
        asked, *sections = parts(part.below(), SECTION)
        named = self._sections(sections, header.kind)
        prompt, *written = parts(asked, CHOICE)
        if not prompt.text().strip():
            self._problem(part.line, _("The question asks nothing: its prompt is missing."))
        gaps = {name: gap for held in named["Gaps"] for name, gap in self._gaps(held).items()}
        by_weight = header.definition.get("rule") == "weights"
        reader = ChoicesReader(self.texts, self.file, header.kind, by_weight, gaps)
        choices = reader.read(written, part.line)
        units = {name: it for held in named["Units"] for name, it in self._units(held).items()}
        return QuestionContent(
            key=header.key,
            kind=header.kind,
            prompt=self._passage(prompt),
            explanation="".join(self._passage(held) for held in named["Explanation"][:1]),
            points=header.points.quantize(Decimal("0.01")),
            definition=header.definition | _stored(header.kind, choices, gaps, units),
            choices=tuple(read.choice for read in choices),
            stimulus=header.stimulus,
            hints=tuple(self._passage(held) for held in named["Hint"]),
            tags=tuple(tag for held in named["Tags"] for tag in self._items(held)),
            place=Place(self.file, part.line),
        )

    def _problem(self, line: int, message: str) -> None:
        self.texts.problems.add(self.file, line, message)

    def _not_known(self, line: int, what: str) -> None:
        self._problem(line, _("“{option}” is not known here.").format(option=what))

    def _passage(self, part: Part) -> str:
        return self.texts.passage(part.text(), Place(self.file, part.line))

    def _header(self, part: Part) -> Header | None:
        found = HEADER.fullmatch(part.lines[0])
        options = [option.strip() for option in found[2].split(",")] if found else []
        if not found or not KEY.fullmatch(found[1]) or options[0] not in KINDS:
            self._problem(
                part.line,
                _(
                    "A question begins “## Question KEY (KIND, 1 point)”; the kinds are {kinds}."
                ).format(kinds=", ".join(KINDS)),
            )
            return None
        kind = options[0]
        header = Header(found[1], kind, Decimal(int(scored(kind))))
        header.definition |= DEFINED.get(kind, {})
        for option in options[1:]:
            if not self._option(option, header):
                self._not_known(part.line, option)
        return header

    def _option(self, option: str, header: Header) -> bool:
        """Take up one of what stands in the brackets; False for what is not known there."""
        if (number := POINTS.fullmatch(option)) and Decimal(number[1]) < 10000:
            header.points = Decimal(number[1])
        elif (about := ABOUT.fullmatch(option)) and header.kind != "stimulus":
            header.stimulus = about[1]
        elif (words := WORDS.fullmatch(option)) and header.kind == "essay":
            header.definition["words"] = int(words[1])
        elif header.kind == "multiple" and option in RULES:
            header.definition["rule"] = option
        elif option in FLAGS.get(header.kind, {}):
            header.definition[FLAGS[header.kind][option]] = True
        else:
            return False
        return True

    def _sections(self, sections: list[Part], kind: str) -> dict[str, list[Part]]:
        """What follows the choices, by its heading; only of hints there may be several."""
        named: dict[str, list[Part]] = {
            name: [] for name in ("Explanation", "Hint", "Gaps", "Units", "Tags")
        }
        for part in sections:
            heading = part.lines[0].strip()
            name = heading.removeprefix("### ")
            if OF_KIND.get(name, kind) != kind:
                self._not_known(part.line, heading)
            elif named[name] and name != "Hint":
                said = _("“{heading}” stands here a second time.").format(heading=heading)
                self._problem(part.line, said)
            else:
                named[name].append(part.below())
        return named

    def _items(self, part: Part) -> dict[str, int]:
        """The lines of a list, each once, with their numbers."""
        items: dict[str, int] = {}
        for line, text in enumerate(part.lines, part.line):
            found = ITEM.fullmatch(text)
            if found:
                items.setdefault(" ".join(found[1].split()), line)
            elif text.strip():
                self._problem(line, _("Here every line begins with “- ”."))
        return items

    def _gaps(self, part: Part) -> dict[str, dict[str, object]]:
        gaps: dict[str, dict[str, object]] = {}
        for item, line in self._items(part).items():
            found = GAP.fullmatch(item)
            gap = self._gap(found[2], found[3]) if found else None
            if not found or gap is None or found[1] in gaps:
                said = _(
                    "A gap is written once, “- 1 {typed}” or “- 2 {menu}”, then perhaps "
                    "“, weight 2”, “, {case}”, “, {accents}”."
                )
                words = {"typed": TYPED, "menu": MENU, "case": CASE, "accents": ACCENTS}
                self._problem(line, said.format(**words))
            if found:
                gaps.setdefault(found[1], gap or {"kind": found[2]})
        return gaps

    def _gap(self, kind: str, rest: str) -> dict[str, object] | None:
        gap: dict[str, object] = {"kind": kind}
        options = [option.strip() for option in rest.split(",")]
        for option in options[1:]:
            if weight := GAP_WEIGHT.fullmatch(option):
                gap["weight"] = weight[1]
            elif kind == TYPED and option in FLAGS["short_text"]:
                gap[FLAGS["short_text"][option]] = True
            else:
                return None
        return None if options[0] else gap

    def _units(self, part: Part) -> dict[str, str]:
        units: dict[str, str] = {}
        for item, line in self._items(part).items():
            found = UNIT.fullmatch(item)
            if found and number(found[2]) is not None:
                units[found[1]] = found[2]
            else:
                self._problem(line, _("A unit is written “- g = 1000”."))
        return units


# What a kind's definition says where the header says nothing.
DEFINED: Mapping[str, Mapping[str, object]] = {"multiple": {"rule": ALL_OR_NOTHING}}
FLAGS: Mapping[str, Mapping[str, str]] = {
    "short_text": {CASE: "case", ACCENTS: "accents"},
    "numeric": {UNIT_REQUIRED: "unit_required"},
}


def _stored(
    kind: str,
    choices: list[ChoiceRead],
    gaps: Mapping[str, Mapping[str, object]],
    units: Mapping[str, str],
) -> dict[str, object]:
    """What the choices say that is not a choice's own, and the sections beside them."""
    stated = {read.choice.key: read.stated for read in choices}
    if kind == "matching":
        return {"pairs": {key: said["with"] for key, said in stated.items() if "with" in said}}
    if kind == "essay":
        return {"rubric": {key: said["points"] for key, said in stated.items() if "points" in said}}
    if kind == "numeric":
        values = {
            key: {**said, "relative": "relative" in said}
            for key, said in stated.items()
            if "value" in said
        }
        return {"accepted": values, "units": dict(units)}
    if kind == "cloze":
        own = {name: [key for key in stated if stated[key].get("gap") == name] for name in gaps}
        return {"gaps": {name: {**gap, "choices": own[name]} for name, gap in gaps.items()}}
    return {}
