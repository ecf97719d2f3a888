"""The pieces that pages are made of, each with the least it may be given."""

import pytest
from django import forms
from django.template.loader import render_to_string

from lms.templatetags import ui


class Form(forms.Form):
    name = forms.CharField(help_text="As it is printed.")
    note = forms.CharField(widget=forms.Textarea, required=False)
    rule = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    seen = forms.BooleanField()
    key = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("component", "context"),
    [
        ("button", {"label": "Save"}),
        ("button", {"label": "Read", "url": "/courses/"}),
        ("crumbs", {"items": [("Harlow", "/")]}),
        ("empty", {"title": "Nobody matches."}),
        ("error_summary", {"form": Form()}),
        ("error_summary", {"form": Form({})}),
        ("fields", {"form": Form()}),
        ("fields", {"form": Form({})}),
        ("notice", {"text": "Keep going."}),
        ("pager", {}),
        ("progress", {"done": 1, "total": 2, "words": "1 of 2"}),
        ("seats", ui.seats(["done", "open"])),
        ("status", {"standing": "overdue"}),
        ("table", {"caption": "Units", "columns": [{"label": "Unit"}], "rows": [["Surgery"]]}),
        ("why", {"reasons": ["You hold an appointment in Surgery."]}),
    ],
)
def test_a_component_needs_no_more_than_it_must(component, context):
    assert "UNDEFINED" not in render_to_string(f"components/{component}.html", context)


def test_a_field_ties_its_label_its_help_and_its_error_to_the_control():
    html = str(Form({})["name"].as_field_group())

    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">As it is printed.</span>' in html
    assert 'id="id_name_error"><p class="error">' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so():
    html = str(Form()["note"].as_field_group())

    assert '<span class="optional">(optional)</span>' in html


def test_the_error_summary_leads_to_every_field_that_needs_another_look():
    html = render_to_string("components/error_summary.html", {"form": Form({"key": "k"})})

    assert html.count("<li>") == 3
    assert '<a href="#id_name">Name</a>' in html
    assert '<a href="#id_rule">Rule</a>' in html
    assert '<a href="#id_seen">Seen</a>' in html


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("components/error_summary.html", {"form": Form()}).strip() == ""
