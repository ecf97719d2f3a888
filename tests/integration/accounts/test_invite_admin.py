import pytest
from django.core.management import CommandError, call_command

from accounts.models import Grant, Unit, User
from tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_a_new_installation_gets_its_first_admin(settings, capsys):
    settings.INSTITUTION_NAME = "Harlow"

    call_command("invite_admin", "ada@example.org", "--last-name", "Adler")

    person = User.objects.get()
    grant = Grant.objects.get(person=person)
    assert (person.last_name, grant.role, grant.unit.name) == ("Adler", "admin", "Harlow")
    assert person.mails.get().kind == "invitation"
    assert capsys.readouterr().out == "ada@example.org is invited, as an admin of Harlow.\n"


def test_who_is_here_becomes_an_admin_and_a_second_time_nothing_changes():
    person = a_person(email="ada@example.org")

    for _ in range(2):
        call_command("invite_admin", "Ada@example.org")

    assert Grant.objects.get().person == person
    assert Grant.objects.get().unit == Unit.objects.in_order().first()
    assert person.mails.count() == 0


def test_what_is_no_address_is_refused_in_one_line():
    with pytest.raises(CommandError, match="'Ada' is not an e-mail address"):
        call_command("invite_admin", "Ada")
