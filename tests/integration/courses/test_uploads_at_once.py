"""Files that are added to one draft at one moment: what the lock decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import Asset, EditionAsset
from courses.services.uploads import keep_upload
from tests.factories import NOW
from tests.integration.courses.uploaded import a_draft, a_picture
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def added_at_once(draft, pictures):
    def one(number):
        file = SimpleUploadedFile("a.png", pictures[number])
        return keep_upload(draft, file, now=NOW, by=None).name

    return four_at_once(one)


def test_the_same_file_four_times_is_one_row():
    names = added_at_once(a_draft(), [a_picture()] * 4)

    assert names == ["figures/a.png"] * 4
    assert (Asset.objects.count(), EditionAsset.objects.count()) == (1, 1)


def test_four_files_of_one_name_have_four_names():
    pictures = [a_picture(colour=colour) for colour in ("red", "blue", "white", "teal")]

    names = added_at_once(a_draft(), pictures)

    assert sorted(names) == [f"figures/a{nth}.png" for nth in ("-2", "-3", "-4", "")]
