"""The questions of a bank, one by one and many at once: written, worded anew, tagged, retired."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Bank, Question, QuestionTag
from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash
from courses.rules.richtext_tree import parse, text_of
from courses.services.banks import put_questions
from courses.services.question_rows import read_questions

KEY_WORDS = 6
KEY_LENGTH = 48  # of a key that is made from words; given by hand it may have 64


@transaction.atomic
def new_question(bank: Bank, said: QuestionContent, *, now: datetime, by: User) -> Question:
    """A question that the bank did not have, with its tags.

    Its key, where none is given, is made from the first words of its prompt; one that the bank has
    already is refused ("key_taken"). The same question sent twice is written once.
    """
    _lock(bank)
    rows = Question.objects.filter(bank=bank, number=1)
    wanted = said.key or key_from(said.prompt)
    first = rows.filter(key=wanted).first()
    if first and first.content_hash == question_hash(replace(said, key=wanted)):
        return first
    if first and said.key:
        raise ValidationError(
            _("Another question of this bank has this key, or had it: keys are never used again."),
            code="key_taken",
        )
    key = free_key(wanted, taken=set(rows.values_list("key", flat=True)))
    put_questions(bank, [replace(said, key=key)], now=now, by=by)
    return rows.get(key=key)


@transaction.atomic
def edit_question(
    bank: Bank, said: QuestionContent, *, edited: int, now: datetime, by: User
) -> Question:
    """Word a question anew: the next number, if it says anything new; its tags are just these.

    `edited` is the number that somebody had before them: where the bank has a newer one that says
    something else, nothing is written ("stale"). A retired question comes back by it. Sent twice,
    the second finds what it wanted to say said.
    """
    _lock(bank)
    newest, held = read_questions(Question.objects.as_they_stand(bank).filter(key=said.key))[0]
    same = held == said
    if newest.number != edited and not same:
        raise ValidationError(
            _("Somebody saved another wording of this question while you were writing."),
            code="stale",
        )
    if same:
        _tag_just(bank, said, now=now, by=by)
        return newest
    put_questions(bank, [said], now=now, by=by)
    return Question.objects.get(bank=bank, key=said.key, number=edited + 1)


def _tag_just(bank: Bank, said: QuestionContent, *, now: datetime, by: User) -> None:
    """Its tags are these and no others; recorded where that changes anything."""
    held = set(QuestionTag.objects.filter(bank=bank, key=said.key).values_list("name", flat=True))
    for name in sorted(held - set(said.tags)):
        untag_questions(bank, [said.key], name, now=now, by=by)
    for name in sorted(set(said.tags) - held):
        tag_questions(bank, [said.key], name, now=now, by=by)


@transaction.atomic
def tag_questions(bank: Bank, keys: Collection[str], tag: str, *, now: datetime, by: User) -> int:
    """Give these questions a tag; how many did not have it. Twice is harmless."""
    _lock(bank)
    tagged = QuestionTag.objects.filter(bank=bank, name=tag)
    known = Question.objects.filter(bank=bank, key__in=keys).values_list("key", flat=True)
    new = sorted(set(known) - set(tagged.values_list("key", flat=True)))
    QuestionTag.objects.bulk_create(QuestionTag(bank=bank, key=key, name=tag) for key in new)
    _record("courses.bank.tagged", bank, new, now=now, by=by, tag=tag)
    return len(new)


@transaction.atomic
def untag_questions(bank: Bank, keys: Collection[str], tag: str, *, now: datetime, by: User) -> int:
    """Take a tag off these questions; how many had it. Twice is harmless."""
    _lock(bank)
    tagged = QuestionTag.objects.filter(bank=bank, name=tag, key__in=keys)
    gone = sorted(tagged.values_list("key", flat=True))
    tagged.delete()
    _record("courses.bank.untagged", bank, gone, now=now, by=by, tag=tag)
    return len(gone)


@transaction.atomic
def retire_questions(
    bank: Bank, keys: Collection[str], *, reason: str, now: datetime, by: User
) -> int:
    """Draw them no more from now on; editions that may draw them still do.

    How many were not retired before. Twice is harmless.
    """
    _lock(bank)
    rows = list(Question.objects.newest_of(bank).filter(key__in=keys))
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(retired_at=now)
    gone = sorted(row.key for row in rows)
    _record("courses.question.retired", bank, gone, now=now, by=by, reason=reason)
    return len(gone)


@transaction.atomic
def bring_back_questions(
    bank: Bank, keys: Collection[str], *, reason: str, now: datetime, by: User
) -> int:
    """Let retired questions be drawn again, as they were worded; how many. Twice is harmless."""
    _lock(bank)
    rows = list(Question.objects.as_they_stand(bank).retired().filter(key__in=keys))
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(retired_at=None)
    back = sorted(row.key for row in rows)
    _record("courses.question.brought_back", bank, back, now=now, by=by, reason=reason)
    return len(back)


def key_from(prompt: str) -> str:
    """A key made from the first words of a prompt, which is stored HTML."""
    words = re.findall(r"[^\W_]+", text_of(parse(prompt)))[:KEY_WORDS]
    return key_of(" ".join(words), "question")


def key_of(words: str, without_any: str) -> str:
    """A key made from these words; where they hold no letter that it may have, this one."""
    return slugify(words)[:KEY_LENGTH].strip("-") or without_any


def free_key(wanted: str, *, taken: Collection[str]) -> str:
    """That key, or with the first number after it that makes it one not used before."""
    if wanted not in taken:
        return wanted
    return next(key for n in count(2) if (key := f"{wanted}-{n}") not in taken)


def _lock(bank: Bank) -> None:
    Bank.objects.select_for_update().get(pk=bank.pk)


def _record(
    action: str,
    bank: Bank,
    keys: Iterable[str],
    *,
    now: datetime,
    by: User,
    tag: str = "",
    reason: str = "",
) -> None:
    """One entry for the deed, if it did anything."""
    done = {"keys": list(keys)} | ({"tag": tag} if tag else {})
    if done["keys"]:
        record(by, action, f"bank:{bank.uuid}", at=now, after=done, reason=reason)
