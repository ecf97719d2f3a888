"""A list to choose from is written as Django writes it, but for blank lines."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting

CHOICES = [("", "All"), ("a&b", "<Surgery>"), ("Schools", [("m", "Medicine"), ("n", 'Nurs"ing')])]


class Marked(forms.Select):
    """With attributes of options: one that stands alone, one that is left out, one with a value."""

    def create_option(self, name, value, *rest, **named):
        option = super().create_option(name, value, *rest, **named)
        option["attrs"] |= {"disabled": value == "m", "data-of": value, "hidden": False}
        return option


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, Marked])
@pytest.mark.parametrize("value", [None, "m", "a&b"])
def test_a_list_to_choose_from_is_written_as_django_writes_it(widget, value):
    drawn = widget({"class": "wide", "required": True}, CHOICES)

    ours = drawn.render("unit", value, renderer=TemplatesSetting())

    theirs = drawn.render("unit", value, renderer=DjangoTemplates())
    assert ours.split() == theirs.split()
