import hashlib

import pytest
from django.core.files.base import ContentFile

from courses.models import Asset, Choice, Draw, DrawQuestion, EditionAsset, Question
from tests.factories import LONG_AGO, a_bank, a_learner, a_trainer, an_edition, publish

pytestmark = pytest.mark.django_db

TEN = b"0123456789"


def an_asset(*, type="video/mp4", name="talk.mp4", edition=None):
    asset = Asset.objects.create(
        sha256=hashlib.sha256(TEN + name.encode()).hexdigest(),
        name=name,
        type=type,
        size=len(TEN),
        file=ContentFile(TEN, name=name),
        created_at=LONG_AGO,
    )
    edition = edition or an_edition()
    EditionAsset.objects.create(edition=edition, asset=asset, name=f"figures/{name}")
    return asset


def body(response):
    return b"".join(response.streaming_content)


def test_a_published_file_is_there_for_good(client):
    asset = an_asset()
    client.force_login(a_learner())

    response = client.get(asset.get_absolute_url())

    assert body(response) == TEN
    assert response["Content-Type"] == "video/mp4"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nobody_who_is_not_signed_in_sees_it(client):
    response = client.get(an_asset().get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_a_drafts_file_is_there_for_authors_alone(client):
    asset = an_asset(edition=an_edition(number=None))

    client.force_login(a_learner())
    assert client.get(asset.get_absolute_url()).status_code == 404
    client.force_login(a_trainer())
    assert body(client.get(asset.get_absolute_url())) == TEN


def test_an_unknown_file_is_not_there(client):
    client.force_login(a_learner())

    assert client.get(f"/assets/{'0' * 64}/talk.mp4").status_code == 404


@pytest.mark.parametrize(
    ("asked", "part", "which"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=0-99", TEN, "bytes 0-9/10"),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(client, asked, part, which):
    client.force_login(a_learner())

    response = client.get(an_asset().get_absolute_url(), headers={"Range": asked})

    assert response.status_code == 206
    assert body(response) == part
    assert response["Content-Range"] == which
    assert response["Content-Length"] == str(len(part))


def test_a_part_beyond_the_end_cannot_be_had(client):
    client.force_login(a_learner())

    response = client.get(an_asset().get_absolute_url(), headers={"Range": "bytes=20-30"})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("asked", ["bytes=-", "lines=1-2", "bytes=a-b", "bytes=1-2,4-5"])
def test_what_is_no_part_gets_the_whole(client, asked):
    client.force_login(a_learner())

    response = client.get(an_asset().get_absolute_url(), headers={"Range": asked})

    assert (response.status_code, body(response)) == (200, TEN)


def test_a_drawing_opened_by_itself_runs_nothing(client):
    client.force_login(a_learner())
    asset = an_asset(type="image/svg+xml", name="circle.svg")

    response = client.get(asset.get_absolute_url())

    assert body(response) == TEN
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert response["Content-Disposition"].startswith("inline")


def test_what_a_browser_need_not_show_is_saved(client):
    client.force_login(a_learner())
    asset = an_asset(type="text/html", name="page.html")

    response = client.get(asset.get_absolute_url())

    assert body(response) == TEN
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'


@pytest.mark.parametrize("where", ["prompt", "explanation", "hints", "text", "feedback"])
def test_what_a_published_quiz_may_draw_a_question_with_is_published_too(client, where):
    draft = an_edition(number=None)
    asset = an_asset(type="image/png", name="heart.png", edition=draft)
    EditionAsset.objects.all().delete()
    question = a_bank().questions.get()
    shown = f'<img src="{asset.get_absolute_url()}" alt="A heart">'
    if where in ("text", "feedback"):
        Choice.objects.filter(question=question, key="b").update(**{where: shown})
    else:
        held = [shown] if where == "hints" else shown
        Question.objects.filter(pk=question.pk).update(**{where: held})
    quiz = draft.activities.get(kind="quiz")
    client.force_login(a_learner())

    undrawn = client.get(asset.get_absolute_url()).status_code
    draw = Draw.objects.create(activity=quiz, bank=question.bank, position=1, count=1)
    DrawQuestion.objects.create(draw=draw, question=question)
    unpublished = client.get(asset.get_absolute_url()).status_code
    publish(draft)

    assert (undrawn, unpublished) == (404, 404)
    assert body(client.get(asset.get_absolute_url())) == TEN
