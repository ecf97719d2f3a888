"""What addresses of the studio are made of; also those that learning and reports answer."""

from django.urls import register_converter


class Language:
    """A language's code, as a package names it: en, es, pt-BR."""

    regex = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")

STUDIO = "studio/courses/<slug:key>/"  # a course
DRAFT = f"{STUDIO}<language:language>/"  # what is written of it in one language
