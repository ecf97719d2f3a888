"""Pictures made fit to show: upright, no larger than needed, and nothing in them but the picture.

What is stored is written anew from the pixels alone, so that no place, no time, no name of a
camera or of its owner, and nothing that was hung on to the file comes with it.
"""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 1920  # pixels: a page is never shown wider
MOST_PIXELS = 64_000_000  # as large as telephones take them
# By the ending of the name: what it must be, and what it becomes. A GIF that stands still is a PNG.
FORMATS = {
    ".png": (("PNG",), ".png"),
    ".jpg": (("JPEG", "MPO"), ".jpg"),
    ".jpeg": (("JPEG", "MPO"), ".jpg"),
    ".webp": (("WEBP",), ".webp"),
    ".gif": (("GIF",), ".png"),
}
SAVED: dict[str, tuple[str, dict[str, int | bool]]] = {
    ".png": ("PNG", {"optimize": True}),
    ".jpg": ("JPEG", {"quality": 85, "progressive": True, "optimize": True}),
    ".webp": ("WEBP", {"quality": 85}),
}
BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, struct.error, zlib.error)


def write_clean(source: Path, stem: Path, name: str) -> Path:
    """Write the picture anew beside `stem`, with the ending of what it became; gives the file.

    Refused, by the name that the person knows: what is another kind of file or broken, has too
    many pixels, or moves (nobody could stop it: WCAG 2.2.2). The same file gives the same bytes.
    """
    formats, ending = FORMATS[source.suffix.lower()]
    target = stem.with_name(stem.name + ending)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata, which is thrown away
            with Image.open(source, formats=formats) as image:
                _refuse_what_cannot_be_shown(image, name)
                image.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # JPEG: decode less
                image.load()
                clean = _fitted(_in_srgb(_upright(image)))
            clean.info.clear()
            kind, options = SAVED[ending]
            clean.save(target, kind, **options)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except BROKEN as error:
        said = _("“{name}” is not what its name says, or is broken.").format(name=name)
        raise ValidationError(said, code="broken") from error
    return target


def _refuse_what_cannot_be_shown(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels(name)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise ValidationError(
            _("“{name}” moves, and nobody could stop it: add it as a film instead.").format(
                name=name
            ),
            code="moving",
        )


def _too_many_pixels(name: str) -> ValidationError:
    most = MOST_PIXELS // 1_000_000
    said = _("“{name}” has more than {most} million pixels: make it smaller first.")
    return ValidationError(said.format(name=name, most=most), code="too_many_pixels")


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; where its note cannot be read, as the pixels are."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image.copy()


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as a browser takes them where no profile says otherwise."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits of grey, of which a screen shows eight
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode in ("L", "RGB") and image.has_transparency_data:
        image = image.convert("RGBA")
    if not profile:
        return image.convert("RGB") if image.mode == "CMYK" else image
    shown = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        own, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, own, srgb, outputMode=shown)
    except (ImageCms.PyCMSError, OSError):  # a profile of other colours than the picture's
        turned = image.convert(shown)
    return turned or image


def _fitted(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image
