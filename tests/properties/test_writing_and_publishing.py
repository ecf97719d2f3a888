"""Whatever is written and published, and whatever people do meanwhile: nothing done is lost.

Nobody's completed activity, completion or certificate is lost or dated anew; every edition stays
as it was when it was published; and what the publish page foretells is what happens.
"""

from contextlib import suppress

from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import Activity, DraftChange, Edition, Module, Question
from courses.rules.content_hash import edition_hash
from courses.services import kept
from courses.services.edition_content import read_edition
from courses.services.outline_changes import undo_removal
from courses.services.outlines import outline
from courses.services.quizzes import quiz_of
from courses.services.reading import reading
from credentials.models import Certificate
from learning.models import Completion, Enrolment, Progress, Score
from learning.services.overview import taken
from learning.services.publish_preview import outcome
from learning.services.publishing import publish_course
from learning.services.verify import verify_records
from tests.properties.writing import EFFECTS, LEARNERS, STUDIO, Story

STEPS = 40


class Writing(TestCase):
    """A course that two people write and three take, step by step."""

    @settings(max_examples=4, phases=[Phase.explicit, Phase.generate])  # a story is not shortened
    @given(chance=st.randoms(use_true_random=True))  # true: every example quite another story
    def test_whatever_is_written_and_published_nothing_done_is_lost(self, chance):
        kept.clear()  # rows of the example before had the same numbers
        self.story, self.pages, known = Story(chance), {}, {}
        self.publish()
        for nth in range(STEPS):
            self.step(nth, chance)
            now_known = facts()
            assert {key: now_known.get(key) for key in known} == known
            known = now_known
            tidily_numbered()
            if nth % 5 == 4:  # costly; between, the facts say that no frozen row has changed
                self.frozen()
                assert verify_records().differences == []

    def step(self, nth, chance):
        """Something is written or done; every few steps it is published, if the checks let it."""
        if nth % 5 == 4:
            return self.publish()
        act = chance.choice((*STUDIO, *LEARNERS, *LEARNERS, "remove_and_undo"))
        with suppress(ValidationError):  # stale, removed meanwhile, all attempts used …
            getattr(self if act == "remove_and_undo" else self.story, act)()
        self.story.print_certificates()

    def remove_and_undo(self):
        """What was removed and is taken back is what it was, where it was."""
        draft = self.story.draft()
        before = read_edition(draft)
        if removal := self.story.remove():
            assert read_edition(draft) != before
            for _twice in range(2):
                undo_removal(draft, removal.pk, **self.story.who)
                assert read_edition(draft) == before

    def publish(self):
        """First foretold, then done: the same happens to the same people."""
        story, effect = self.story, self.story.chance.choice(EFFECTS)
        if story.chance.random() < 0.8:
            story.tidy()
        story.draft()
        who, before = story.who, rows_of_all()
        foretold = outcome(story.course, effect, **who)
        assert rows_of_all() == before
        with suppress(ValidationError):  # the checks found something
            [done] = publish_course(story.course, effect=effect, **who)
            assert numbers(foretold.published) == numbers(done)
            assert [told(fate) for fate in foretold.people] == [
                fate_of(fate.name) for fate in foretold.people
            ]
            self.pages[done.edition.pk] = shown(done.edition)

    def frozen(self):
        """Every published edition has its hash still, and its pages say what they said."""
        published = Edition.objects.published()
        assert {edition.pk for edition in published} == self.pages.keys()
        kept.clear()
        for edition in published:
            assert edition_hash(read_edition(edition)) == edition.content_hash
            assert shown(edition) == self.pages[edition.pk]


def facts():
    """Everything that must stay as it is, once it is so."""
    satisfied = Progress.objects.filter(satisfied_at__isnull=False)
    closed = Enrolment.objects.filter(closed_at__isnull=False)
    found = {
        (model.__name__, row[0]): row[1:]
        for model, rows in (
            (Progress, satisfied.values_list("pk", "satisfied_at", "activity", "enrolment")),
            (Enrolment, closed.values_list("pk", "closed_at", "edition")),
            (Completion, Completion.objects.values_list()),
            (Certificate, Certificate.objects.values_list()),
            (Score, Score.objects.values_list()),
            (Edition, Edition.objects.published().values_list()),
            (Module, Module.objects.filter(edition__number__gte=1).values_list()),
            (Activity, Activity.objects.filter(edition__number__gte=1).values_list()),
            (Question, Question.objects.filter(activity__edition__number__gte=1).values_list()),
        )
        for row in rows
    }
    return found | {("kind of", key): kinds for key, kinds in kinds_of_keys().items()}


def kinds_of_keys():
    """What kind of activity each key means, in whatever edition, draft or change on record."""
    said = DraftChange.objects.filter(part="activity").exclude(said={})
    meant = {*Activity.objects.values_list("key", "kind")}
    meant |= {*said.values_list("key", "said__kind")}
    keys = [key for key, _kind in meant]
    assert len(keys) == len(set(keys))
    return dict(meant)


def tidily_numbered():
    """Nobody is in a course twice at once; a draft's places have neither gaps nor doubles."""
    people = list(Enrolment.objects.open().values_list("person", "course"))
    assert len(people) == len(set(people))
    for draft in Edition.objects.drafts():
        modules = Module.objects.filter(edition=draft).order_by("position")
        places = list(modules.values_list("position", flat=True))
        assert places == [*range(1, len(places) + 1)]
        activities = Activity.objects.filter(edition=draft).order_by("position")
        places = list(activities.values_list("position", flat=True))
        assert places == [*range(1, len(places) + 1)]
        in_order = list(activities.values_list("module__position", flat=True))
        assert in_order == sorted(in_order)


def shown(edition):
    """What the pages of a published edition are made of, as rendered."""
    held = outline(edition.pk, edition.content_hash)
    pages = {each.key: reading(each, held.sources) for each in held.activities}
    quizzes = [each for each in held.activities if each.kind == "quiz"]
    return held, pages, {each.key: quiz_of(each.id, each.content_hash) for each in quizzes}


def rows_of_all():
    """How many rows there are, table by table."""
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def numbers(published):
    return published.moved, published.to_review, published.completed


def told(fate):
    return fate.edition_then, fate.kept, fate.asked_then, fate.to_review, fate.completes


def fate_of(name):
    """What became of a person, in the words of what was foretold."""
    rows = Enrolment.objects.select_related("person", "edition").order_by("-number")
    row = next(row for row in rows if row.person.display_name == name)
    mine, held = taken(row.person, row.uuid), outline(row.edition_id, row.edition.content_hash)
    return (
        row.edition.number,
        sum(each.key in mine.satisfied for each in held.activities),
        len(held.activities),
        tuple(each.title for each in held.activities if each.key in mine.to_review),
        mine.completion is not None,
    )
