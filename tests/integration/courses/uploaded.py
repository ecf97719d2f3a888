"""Files as trainers bring them, made in memory."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from courses.models import EditionAsset
from courses.services.uploads import keep_upload
from tests.factories import NOW, an_edition

XML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": f"{XML}wordprocessingml.document.main+xml",
    "xlsx": f"{XML}spreadsheetml.sheet.main+xml",
    "pptx": f"{XML}presentationml.presentation.main+xml",
}
TYPE_OF = {
    "docx": f"{XML}wordprocessingml.document",
    "xlsx": f"{XML}spreadsheetml.sheet",
    "pptx": f"{XML}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
}


def a_picture(form="PNG", *, size=(8, 6), mode="RGB", colour="teal", **options):
    held = BytesIO()
    Image.new(mode, size, colour).save(held, form, **options)
    return held.getvalue()


def a_document(ending, *parts, type=None):
    """A Word, Excel, PowerPoint or OpenDocument file of as little as makes one."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if ending == "odt":
            archive.writestr("mimetype", type or TYPE_OF["odt"])
        else:
            listed = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in parts)
            archive.writestr(
                "[Content_Types].xml",
                f'<Types><Override PartName="/main" ContentType="{type or MAIN[ending]}"/>'
                f"{listed}</Types>",
            )
        for name, _type in parts:
            archive.writestr(name, b"x")
    return held.getvalue()


def a_draft(course=None):
    return an_edition(course, number=None)


def keep(draft, name, data, by=None):
    return keep_upload(draft, SimpleUploadedFile(name, data), now=NOW, by=by)


def refusal(name, data, draft=None):
    with pytest.raises(ValidationError) as refused:
        keep(draft or a_draft(), name, data)
    assert EditionAsset.objects.count() == 0
    return refused.value.code, refused.value.messages[0]
