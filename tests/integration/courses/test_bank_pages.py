"""Banks as their trainers find and change them: lists, filters, many questions at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from courses.models import Bank, Draw, Question, QuestionTag
from courses.services.bank_questions import retire_questions
from courses.services.banks import bank_for, pool_of, put_questions, set_pool
from tests import questions_of_every_kind as questions
from tests.factories import (
    LONG_AGO,
    a_coordinator,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_admin,
    an_edition,
)

pytestmark = pytest.mark.django_db

BANKS = reverse("courses:banks")


@pytest.fixture
def unit():
    return a_unit("Medicine", parent=a_unit("School"))


@pytest.fixture
def trainer(client, unit):
    trainer = a_trainer(unit, first="Tobias", last="Lang")
    client.force_login(trainer)
    return trainer


def a_bank(unit, *said, name="Consent", language="en"):
    bank = bank_for(unit, name, language, now=LONG_AGO)
    put_questions(bank, said, now=LONG_AGO, by=None)
    return bank


def likert(key, prompt="", tags=()):
    said = questions.question("likert", *questions.LIKERT.choices, tags=tags)
    return type(said)(
        key=key,
        kind="likert",
        prompt=f"<p>{prompt or key}</p>",
        choices=said.choices,
        tags=tags,
    )


def drawn_by_a_quiz(bank, *, number=1, title="Repair"):
    """A course whose quiz may draw all that the bank has now."""
    edition = an_edition(a_course(bank.unit), "quiz", number=number, title=title)
    draw = Draw.objects.create(activity=edition.activities.get(), bank=bank, position=1, count=1)
    set_pool(draw, pool_of(bank, ""))
    return edition


def page_of(bank):
    return reverse("courses:bank", args=[bank.uuid])


def keys(response):
    return [row["question"].key for row in response.context["rows"]]


def text(response):
    return " ".join(response.content.decode().split())


def change(client, bank, deed, **posted):
    address = reverse("courses:change_questions", args=[bank.uuid])
    return client.post(address, {"deed": deed} | posted, follow=True)


def pages_about(bank):
    question = [bank.uuid, "a-single"]
    return [
        BANKS,
        reverse("courses:new_bank"),
        page_of(bank),
        reverse("courses:rename_bank", args=[bank.uuid]),
        reverse("courses:question", args=question),
        reverse("courses:question_number", args=[*question, 1]),
        reverse("courses:edit_question", args=question),
        *(reverse("courses:new_question", args=[bank.uuid, said.kind]) for said in questions.ALL),
    ]


def test_the_pages_are_for_trainers_and_admins_of_the_unit(client, unit):
    bank = a_bank(unit, questions.SINGLE)
    statuses = {}
    for name, visitor in {
        "nobody": None,
        "learner": a_learner(unit),
        "coordinator": a_coordinator(unit),
        "trainer": a_trainer(unit),
        "trainer above": a_trainer(unit.parent),
        "admin": an_admin(unit.parent),
    }.items():
        client.logout()
        if visitor:
            client.force_login(visitor)
        statuses[name] = {client.get(page).status_code for page in pages_about(bank)}

    assert statuses == {
        "nobody": {302},
        "learner": {403},
        "coordinator": {403},
        "trainer": {200},
        "trainer above": {200},
        "admin": {200},
    }


def test_a_bank_of_elsewhere_is_not_there(client, unit, trainer):
    bank = a_bank(a_unit("Surgery"), questions.SINGLE)

    assert text(client.get(BANKS)).count("Consent") == 0
    found = [client.get(page).status_code for page in pages_about(bank)[2:]]
    assert set(found) == {404}
    assert change(client, bank, "retire", key="a-single").status_code == 404


def test_no_page_leaves_a_variable_undefined(client, unit, trainer):
    bank = a_bank(unit, *questions.ALL[:2], *questions.ALL[3:])
    drawn_by_a_quiz(bank)
    pages = pages_about(bank)
    pages += [reverse("courses:question", args=[bank.uuid, said.key]) for said in questions.ALL]
    pages += [
        reverse("courses:edit_question", args=[bank.uuid, said.key]) for said in questions.ALL
    ]

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert "UNDEFINED" not in response.content.decode()


def test_trainers_and_admins_find_their_questions_in_the_masthead(client, unit, trainer):
    home = reverse("learning:home")

    assert f'href="{BANKS}"' in text(client.get(home))
    client.force_login(a_coordinator(unit))
    assert f'href="{BANKS}"' not in text(client.get(home))


def test_banks_are_listed_with_what_they_hold_and_who_draws(client, unit, trainer):
    bank = a_bank(unit, likert("one"), likert("two"), likert("gone"))
    put_questions(bank, [likert("two", "Worded anew")], now=timezone.now(), by=trainer)
    retire_questions(bank, ["gone"], reason="Old", now=timezone.now(), by=trainer)
    drawn_by_a_quiz(bank)
    a_bank(unit, name="Harm")

    [first, second] = client.get(BANKS).context["page"].object_list

    assert (first.name, first.standing, first.courses) == ("Consent", 2, 1)
    assert (second.name, second.standing, second.courses) == ("Harm", 0, 0)
    assert [each.name for each in client.get(BANKS, {"q": "HAR"}).context["page"]] == ["Harm"]
    by_size = client.get(BANKS, {"sort": "-questions"}).context
    assert [each.name for each in by_size["page"]] == ["Harm", "Consent"]
    assert by_size["sorts"]["questions"]["direction"] == "ascending"
    assert "No bank has those words" in text(client.get(BANKS, {"q": "nothing"}))


@pytest.mark.parametrize("number", [1, 5])
def test_lists_ask_the_same_queries_with_one_and_with_five(
    client, unit, trainer, number, django_assert_num_queries
):
    banks = [
        a_bank(unit, *(likert(f"q{nth}", tags=("a", "b")) for nth in range(number)), name=name)
        for name in "abcde"[:number]
    ]
    drawn_by_a_quiz(banks[0])

    with django_assert_num_queries(5):  # session, person, grants, count, banks
        client.get(BANKS)
    with django_assert_num_queries(8):  # … the bank, its tags, count, questions, their tags
        client.get(page_of(banks[0]))


def test_a_trainer_makes_a_bank_and_renames_it(client, unit, trainer):
    new = reverse("courses:new_bank")
    made = client.post(new, {"name": "Consent", "unit": unit.uuid, "language": "en"}, follow=True)
    bank = Bank.objects.get()

    assert made.redirect_chain == [(page_of(bank), 302)]
    assert "The bank is there. Write its first question." in text(made)

    client.post(reverse("courses:rename_bank", args=[bank.uuid]), {"name": "Assent"})

    bank.refresh_from_db()
    assert (bank.name, bank.unit, bank.language) == ("Assent", unit, "en")
    done = AuditEntry.objects.filter(subject=f"bank:{bank.uuid}").order_by("id")
    assert [(entry.action, entry.by) for entry in done] == [
        ("courses.bank.made", trainer),
        ("courses.bank.renamed", trainer),
    ]


def test_a_name_that_the_unit_has_is_refused_beside_the_field(client, unit, trainer):
    a_bank(unit)
    other = a_bank(unit, name="Harm")
    taken = "This unit has a bank of that name in this language already."
    filled = {"name": "Consent", "unit": unit.uuid, "language": "en"}

    for address, posted in (
        (reverse("courses:new_bank"), filled),
        (reverse("courses:rename_bank", args=[other.uuid]), {"name": "Consent"}),
    ):
        refused = client.post(address, posted)
        assert refused.status_code == 422
        assert refused.context["form"].errors == {"name": [taken]}
    assert client.post(reverse("courses:new_bank"), filled | {"language": "es"}).status_code == 302


def test_a_bank_is_made_only_where_one_may_write(client, unit, trainer):
    posted = {"name": "Consent", "unit": a_unit("Surgery").uuid, "language": "en"}

    assert client.post(reverse("courses:new_bank"), posted).status_code == 422
    assert not Bank.objects.exists()


@pytest.fixture
def bank(unit, trainer):
    bank = a_bank(
        unit,
        likert("ask-first", "What do you <em>ask</em> first & last?", tags=("circles",)),
        likert("talk", "Who holds the piece?", tags=("circles", "harm")),
        questions.SINGLE,
        questions.STIMULUS,
    )
    drawn_by_a_quiz(bank)
    put_questions(bank, [likert("talk", "Who may speak?", tags=("harm",))], now=LONG_AGO, by=None)
    put_questions(bank, [likert("later"), likert("gone")], now=LONG_AGO, by=None)
    retire_questions(bank, ["gone"], reason="Old", now=LONG_AGO, by=trainer)
    return bank


ALL_KEYS = ["a-single", "a-stimulus", "ask-first", "later", "talk"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ALL_KEYS),
        ({"q": "FIRST & ask"}, ["ask-first"]),
        ({"q": "piece"}, []),  # as it stood before
        ({"q": "speak"}, ["talk"]),
        ({"q": "none these"}, ["a-single"]),  # a choice
        ({"q": "a-sing"}, ["a-single"]),  # a key
        ({"tag": "circles"}, ["ask-first"]),
        ({"tag": "harm"}, ["talk"]),
        ({"tag": "unheard"}, ALL_KEYS),
        ({"kind": "single"}, ["a-single"]),
        ({"used": "no"}, ["later"]),
        ({"used": "yes", "kind": "likert"}, ["ask-first", "talk"]),
        ({"state": "retired"}, ["gone"]),
        ({"state": "all"}, sorted([*ALL_KEYS, "gone"])),
        ({"kind": "likert", "sort": "changed"}, ["ask-first", "later", "talk"]),
    ],
    ids=str,
)
def test_questions_are_found_by_what_is_in_the_address(client, bank, asked, found):
    assert sorted(keys(client.get(page_of(bank), asked))) == found


def test_questions_are_sorted_either_way(client, bank):
    by_kind = keys(client.get(page_of(bank), {"sort": "kind"}))
    turned = client.get(page_of(bank), {"sort": "-kind", "q": ""})

    assert by_kind == ["ask-first", "talk", "later", "a-single", "a-stimulus"]
    assert keys(turned) == by_kind[::-1]
    assert turned.context["sorts"]["kind"] == {"url": "?sort=kind&q=", "direction": "descending"}
    used = keys(client.get(page_of(bank), {"sort": "courses"}))
    assert used[-1] == "later"


def test_questions_come_in_pages(client, unit, trainer):
    bank = a_bank(unit, *(likert(f"q{nth:02}", f"Question {nth:02}") for nth in range(60)))

    second = client.get(page_of(bank), {"page": 2, "q": "question"})

    assert keys(second) == [f"q{nth}" for nth in range(50, 60)]


def tags(bank, name):
    return sorted(QuestionTag.objects.filter(bank=bank, name=name).values_list("key", flat=True))


def test_those_chosen_are_tagged_after_a_look_at_how_many(client, bank, trainer):
    look = change(client, bank, "tag", key=["later", "talk", "unheard"])

    assert "Give a tag to 2 questions." in text(look)
    assert "1 of them may be drawn by a quiz today." in text(look)
    assert tags(bank, "new") == []

    done = change(
        client, bank, "tag", key=["later", "talk"], expected=2, confirm="on", name=" new "
    )

    assert "2 questions got the tag." in text(done)
    assert tags(bank, "new") == ["later", "talk"]
    entry = AuditEntry.objects.get(action="courses.bank.tagged")
    assert (entry.by, entry.after) == (trainer, {"keys": ["later", "talk"], "tag": "new"})


def test_all_that_match_are_changed_as_the_filters_find_them(client, bank):
    found = "kind=likert&used=yes"
    look = change(client, bank, "untag", all="on", found=found)
    offered = look.context["form"].fields["name"].choices

    assert "Take a tag off 2 questions." in text(look)
    assert [value for value, _label in offered] == ["", "circles", "harm"]

    done = change(
        client, bank, "untag", all="on", found=found, expected=2, confirm="on", name="harm"
    )

    assert done.redirect_chain == [(f"{page_of(bank)}?{found}", 302)]
    assert "1 question lost the tag." in text(done)
    assert tags(bank, "harm") == []


def test_where_other_questions_match_meanwhile_it_asks_once_more(client, bank, trainer):
    put_questions(bank, [likert("one-more")], now=LONG_AGO, by=trainer)

    asked = {"all": "on", "found": "used=no", "confirm": "on", "name": "new"}
    moved = change(client, bank, "tag", expected=1, **asked)

    assert moved.status_code == 409
    assert "The questions that match have changed." in text(moved)
    assert tags(bank, "new") == []
    assert change(client, bank, "tag", expected=2, **asked).status_code == 200
    assert tags(bank, "new") == ["later", "one-more"]


def test_questions_are_retired_and_brought_back_with_a_reason(client, bank, trainer):
    chosen = {"key": ["later", "gone"], "expected": 2, "confirm": "on"}

    refused = change(client, bank, "retire", **chosen)
    assert refused.status_code == 422
    done = change(client, bank, "retire", **chosen, reason="Out of date")

    assert "1 question is retired." in text(done)  # the other was
    entry = AuditEntry.objects.filter(action="courses.question.retired").latest("id")
    assert (entry.reason, entry.after) == ("Out of date", {"keys": ["later"]})
    assert "later" not in keys(client.get(page_of(bank)))
    assert [row.key for row in pool_of(bank, "harm")] == ["talk"]

    change(client, bank, "bring_back", **chosen, reason="Needed")

    assert {"gone", "later"} <= set(keys(client.get(page_of(bank))))
    assert [row.number for row in Question.objects.filter(bank=bank, key="later")] == [1]


def test_one_that_is_changed_from_its_page_leads_back_to_it(client, bank):
    one = {"key": "later", "from": "later"}
    look = change(client, bank, "retire", **one)
    assert 'name="from" value="later"' in text(look)

    done = change(client, bank, "retire", **one, expected=1, confirm="on", reason="Old")

    address = reverse("courses:question", args=[bank.uuid, "later"])
    assert done.redirect_chain == [(address, 302)]
    assert "Retired on" in text(done)


@pytest.mark.parametrize(
    "posted",
    [{}, {"key": "unheard"}, {"key": "talk", "deed": "burn"}, {"all": "on", "found": "q=zz"}],
)
def test_nothing_chosen_changes_nothing_and_says_so(client, bank, posted):
    done = change(client, bank, **{"deed": "retire"} | posted)

    assert "Choose some questions first" in text(done)
    assert not AuditEntry.objects.filter(action="courses.question.retired").exclude(at=LONG_AGO)
