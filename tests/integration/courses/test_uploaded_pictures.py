"""A picture that a trainer adds is written anew: upright, small enough, nothing else in it."""

import random
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from tests.integration.courses.uploaded import a_document, a_draft, a_picture, keep, refusal

pytestmark = pytest.mark.django_db


def bytes_kept(kept):
    with kept.asset.file.open("rb") as file:
        return file.read()


def picture_kept(kept):
    picture = Image.open(BytesIO(bytes_kept(kept)))
    picture.load()
    return picture


def a_photograph(*, orientation=1, size=(60, 40)):
    """With the place it was taken at, the camera, a comment and the words of an XMP packet."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SECRETCAMERA"
    exif[ExifTags.Base.Artist] = "SECRETNAME"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (41.0, 52.0, 40.0), 29: "2026:11:24SECRETGPS"}
    held = BytesIO()
    picture = Image.new("RGB", size, "teal")
    picture.paste("red", (0, 0, 20, 20))  # the corner at the top left
    picture.save(
        held, "JPEG", exif=exif, comment=b"SECRETCOMMENT", xmp=b"<x>SECRETXMP</x>", quality=95
    )
    return held.getvalue()


def test_a_photograph_loses_where_and_by_whom_it_was_taken():
    given = a_photograph()
    assert given.count(b"SECRET") == 5
    assert Image.open(BytesIO(given)).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    kept = keep(a_draft(), "IMG 0042.JPG", given)

    picture = picture_kept(kept)
    assert b"SECRET" not in bytes_kept(kept)
    assert b"Exif" not in bytes_kept(kept)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert picture.info["progressive"]
    assert (kept.name, kept.asset.type) == ("figures/img-0042.jpg", "image/jpeg")
    assert (kept.asset.width, kept.asset.height) == (60, 40)


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (60, 40), (5, 5)),
        (3, (60, 40), (55, 35)),
        (6, (40, 60), (35, 5)),
        (8, (40, 60), (5, 55)),
    ],
)
def test_a_photograph_stands_upright(orientation, size, corner):
    kept = keep(a_draft(), "a.jpg", a_photograph(orientation=orientation))

    picture = picture_kept(kept)
    assert picture.size == size
    red, green, blue = picture.getpixel(corner)
    assert red > 200
    assert max(green, blue) < 80


@pytest.mark.parametrize(
    ("given", "shown"),
    [((4000, 1000), (1920, 480)), ((1000, 4000), (480, 1920)), ((1920, 1920), (1920, 1920))],
)
@pytest.mark.parametrize(
    ("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_a_picture_is_no_larger_than_a_page_shows(form, name, given, shown):
    kept = keep(a_draft(), name, a_picture(form, size=given))

    assert picture_kept(kept).size == shown == (kept.asset.width, kept.asset.height)
    assert picture_kept(kept).format == form


def test_the_words_in_a_png_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "SECRETNAME")
    words.add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
    given = a_picture(pnginfo=words, exif=b"Exif\x00\x00SECRETEXIF", dpi=(72, 72))
    assert b"SECRET" in given

    kept = keep(a_draft(), "a.png", given)

    assert b"SECRET" not in bytes_kept(kept)
    assert picture_kept(kept).info == {}


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("RGBA", (0, 128, 128, 90), ("RGBA", (0, 128, 128, 90))),
        ("LA", (40, 90), ("RGBA", (40, 40, 40, 90))),
        ("L", 40, ("L", 40)),
        ("P", 0, ("RGB", (0, 0, 0))),
        ("1", 1, ("RGB", (255, 255, 255))),
        ("I;16", 40_000, ("L", 156)),
    ],
)
def test_every_way_of_storing_colours_comes_out_as_it_looked(mode, colour, shown):
    kept = keep(a_draft(), "a.png", a_picture(mode=mode, colour=colour))

    picture = picture_kept(kept)
    assert (picture.mode, picture.getpixel((1, 1))) == shown


def test_a_picture_for_print_is_shown_on_screens():
    kept = keep(a_draft(), "a.jpg", a_picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0)))

    picture = picture_kept(kept)
    red, green, _blue = picture.getpixel((1, 1))
    assert picture.mode == "RGB"
    assert red > 200
    assert green < 60


def test_a_profile_is_applied_and_gone():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = a_picture("JPEG", icc_profile=lab)
    assert "icc_profile" in Image.open(BytesIO(given)).info

    assert "icc_profile" not in picture_kept(keep(a_draft(), "a.jpg", given)).info


def test_a_broken_profile_does_not_matter():
    kept = keep(a_draft(), "a.png", a_picture(icc_profile=b"no profile"))

    assert picture_kept(kept).getpixel((1, 1)) == (0, 128, 128)


def test_a_gif_that_stands_still_is_kept_as_png():
    kept = keep(a_draft(), "Circle.GIF", a_picture("GIF"))

    assert (kept.name, kept.asset.type) == ("figures/circle.png", "image/png")


@pytest.mark.parametrize(("form", "name"), [("GIF", "a.gif"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_picture_that_moves_is_refused(form, name):
    more = [Image.new("RGB", (8, 6), colour) for colour in ("red", "white")]

    said = refusal(name, a_picture(form, save_all=True, append_images=more))

    assert said == (
        "moving",
        f"“{name}” moves, and nobody could stop it: add it as a film instead.",
    )


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read():
    given = a_picture(mode="1", size=(9_000, 9_000), colour=0)
    assert len(given) < 20_000

    said = refusal("a.png", given)

    assert said == (
        "too_many_pixels",
        "“a.png” has more than 64 million pixels: make it smaller first.",
    )


def test_a_bomb_of_pixels_is_refused():
    code, _said = refusal("a.png", a_picture(mode="1", size=(30_000, 30_000), colour=0))

    assert code == "too_many_pixels"


def test_what_hangs_on_to_a_picture_is_cut_off():
    kept = keep(a_draft(), "a.png", a_picture() + a_document("docx") + b"<script>1</script>")

    assert b"PK\x03\x04" not in bytes_kept(kept)
    assert b"<script>" not in bytes_kept(kept)


def test_noise_is_kept_as_the_same_bytes_each_time():
    noise = Image.frombytes("RGB", (300, 200), random.Random(3).randbytes(180_000))
    held = BytesIO()
    noise.save(held, "PNG")

    one, two = (keep(a_draft(), "a.png", held.getvalue()) for _ in range(2))

    assert one.asset == two.asset
