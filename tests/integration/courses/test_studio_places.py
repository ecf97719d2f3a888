"""The places of a draft's modules and activities, and what comes back after a removal."""

import pytest

from courses.models import Activity, DraftChange, Module
from courses.services.authoring import restore_activity
from courses.services.outline_changes import remove_activity, remove_module, undo_removal
from tests import factories as make
from tests.integration.courses.studio import keys

pytestmark = pytest.mark.django_db


def places(draft):
    """Of modules and of activities, in order."""
    return [
        list(rows.objects.filter(edition=draft).order_by("position").values_list("position"))
        for rows in (Module, Activity)
    ]


def test_a_removed_activity_leaves_no_gap(draft, trainer):
    remove_activity(draft, "what-is-known", now=make.NOW, by=trainer)

    assert places(draft) == [[(1,), (2,)], [(1,), (2,), (3,)]]


def test_a_removed_module_leaves_no_gap(draft, trainer):
    first = Module.objects.filter(edition=draft).order_by("position")[0]

    remove_module(draft, first.key, now=make.NOW, by=trainer)

    assert places(draft) == [[(1,)], [(1,), (2,)]]


def test_a_module_comes_back_though_one_of_its_activities_is_back_already(draft, trainer):
    removal = remove_module(draft, "the-matter", now=make.NOW, by=trainer)
    state = DraftChange.objects.create(
        **{"course": draft.course, "language": "en", "part": "activity", "key": "a-case"},
        **{"title": "A case", "deed": "saved", "at": make.NOW, "by": trainer},
        said=removal.said["activities"][0],
    )
    restore_activity(draft, state.pk, now=make.NOW, by=trainer)

    undo_removal(draft, removal.pk, now=make.NOW, by=trainer)

    assert sorted(keys(draft)) == ["a-case", "check", "what-i-will-try", "what-is-known"]
    assert places(draft) == [[(1,), (2,)], [(1,), (2,), (3,), (4,)]]
