"""A field in which rich text is written: by the editor, or as HTML where there is no script."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.services.richtext import sanitise, sanitise_passage

LONGEST = 400_000


class RichTextField(forms.CharField):
    """HTML of the set that docs/course-package.md lists; whatever comes in is brought to it.

    `whole` texts may hold headings, callouts and content notes; others may not.
    """

    def __init__(self, *, whole: bool = True, **kwargs: Any) -> None:
        self.whole = whole
        attrs = {"data-editor": "page" if whole else "passage", "rows": 12}
        super().__init__(
            **{
                "widget": forms.Textarea(attrs=attrs),
                "max_length": LONGEST,
                "error_messages": {"max_length": _("This text is too long for one page.")},
                **kwargs,
            }
        )

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        return sanitise(cleaned) if self.whole else sanitise_passage(cleaned)
