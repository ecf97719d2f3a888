"""What the trainers' lists of banks and of questions show, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Bank, Choice, Draw, DrawQuestion, Question, QuestionKind, QuestionTag
from courses.models.question import QuestionQuerySet
from courses.rules.content import QuestionContent
from courses.rules.richtext_tree import as_read, parse, text_of
from courses.services.question_rows import read_questions

FIRST_WORDS = 90  # characters of a prompt by which a question is known in a list
Fields = tuple[str, ...]
BANK_ORDERS: Mapping[str, Fields] = {
    "name": ("name", "language", "id"),
    "unit": ("unit__name", "name", "id"),
    "questions": ("-standing", "name", "id"),
    "courses": ("-courses", "name", "id"),
}
ORDERS: Mapping[str, Fields] = {
    "prompt": ("prompt", "key"),
    "kind": ("kind", "prompt", "key"),
    "changed": ("-created_at", "key"),
    "courses": ("-courses", "prompt", "key"),
}


def banks_listed(paths: list[str], *, words: str = "", sort: str = "name") -> QuerySet[Bank]:
    """The banks under these units, with `standing` questions, and `courses` that draw.

    `words` must all occur in the name; `sort` is one of the BANK_ORDERS, with a minus before it
    the other way round. One query.
    """
    found = Bank.objects.under(paths).select_related("unit")
    for word in words.split():
        found = found.filter(name__icontains=word)
    standing = Question.objects.filter(bank=OuterRef("pk"), retired_at__isnull=True).newest()
    drawing = Draw.objects.filter(bank=OuterRef("pk")).order_by()
    counted = drawing.values("bank").annotate(n=Count("activity__edition__course", distinct=True))
    return found.annotate(
        standing=Coalesce(
            Subquery(standing.order_by().values("bank").annotate(n=Count("pk")).values("n")), 0
        ),
        courses=Coalesce(Subquery(counted.values("n")), 0),
    ).order_by(*turned(BANK_ORDERS, sort, "name"))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of questions is narrowed to; nothing leaves nothing out but the retired."""

    words: str = ""
    tag: str = ""
    kind: str = ""
    used: str = ""  # yes, no
    state: str = ""  # retired, all; else those that can be drawn


def questions_found(bank: Bank, sought: Narrowing) -> QuestionQuerySet:
    """The bank's questions, each in its newest number, that fit."""
    found = Question.objects.as_they_stand(bank)
    if sought.words:
        found = saying(found, sought.words)
    if sought.tag:
        found = found.tagged(sought.tag)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    if sought.used:
        drawn = Exists(
            DrawQuestion.objects.filter(
                question__bank=OuterRef("bank"), question__key=OuterRef("key")
            )
        )
        found = found.filter(drawn if sought.used == "yes" else ~drawn)
    if sought.state == "retired":
        return found.retired()
    return found if sought.state == "all" else found.filter(retired_at__isnull=True)


def saying(questions: QuestionQuerySet, words: str) -> QuestionQuerySet:
    """Those whose prompt, choices or key hold all of these words, as they are read. Two queries.

    What is stored is HTML: a database would find the names of elements, and miss a word of which
    some is emphasised.
    """
    texts = {
        pk: f"{key} {prompt}" for pk, key, prompt in questions.values_list("pk", "key", "prompt")
    }
    choices = Choice.objects.filter(question__in=questions)
    for question, text in choices.values_list("question", "text"):
        texts[question] += f"<br>{text}"
    sought = words.casefold().split()
    found = [
        pk
        for pk, text in texts.items()
        for read in [as_read(text).casefold()]
        if all(word in read for word in sought)
    ]
    return questions.filter(pk__in=found)


def tags_in(bank: Bank) -> list[str]:
    """Every tag that a question of the bank carries, in order. One query."""
    names = QuestionTag.objects.filter(bank=bank).order_by("name").values_list("name", flat=True)
    return list(names.distinct())


def tags_named(bank: Bank, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The tags of these questions by key, in order. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for tag in QuestionTag.objects.filter(bank=bank, key__in=list(keys)).order_by("name"):
        found[tag.key].append(tag.name)
    return {key: tuple(names) for key, names in found.items()}


def drawn_today(bank: Bank, keys: Iterable[str]) -> int:
    """How many of these questions some quiz may draw, in whatever number. One query."""
    drawn = DrawQuestion.objects.filter(question__bank=bank, question__key__in=list(keys))
    return drawn.order_by().values("question__key").distinct().count()


def cases_of(bank: Bank) -> list[tuple[str, str]]:
    """The key and the first words of each case in the bank that is not retired. One query."""
    rows = Question.objects.newest_of(bank).filter(kind=QuestionKind.STIMULUS).order_by("key")
    return [(key, first_words(text)) for key, text in rows.values_list("key", "prompt")]


def case_of(bank: Bank, said: QuestionContent) -> QuestionContent | None:
    """The case that a question is about, as the bank has it now. No query where it is of none."""
    if not said.stimulus:
        return None
    rows = Question.objects.as_they_stand(bank).filter(key=said.stimulus)
    read = read_questions(rows.filter(kind=QuestionKind.STIMULUS))
    return read[0][1] if read else None


def first_words(prompt: str) -> str:
    """The beginning of a prompt, on one line, without its marks."""
    words = " ".join(text_of(parse(prompt)).split())
    if len(words) <= FIRST_WORDS:
        return words
    return words[:FIRST_WORDS].rpartition(" ")[0] + "\N{HORIZONTAL ELLIPSIS}"


def in_order(found: QuestionQuerySet, sort: str) -> QuestionQuerySet:
    """In one of the ORDERS, or with a minus before it the other way round."""
    return found.with_courses().order_by(*turned(ORDERS, sort, "prompt"))


def turned(orders: Mapping[str, Fields], sort: str, usual: str) -> Fields:
    """The fields of an order, each the other way round where it has a minus before it."""
    fields = orders.get(sort.removeprefix("-"), orders[usual])
    if not sort.startswith("-"):
        return fields
    return tuple(each[1:] if each[0] == "-" else f"-{each}" for each in fields)
