"""Spanish words are longer: the main pages hold them on every screen."""

import pytest

REQUIREMENT = "/requirements/restorative-practices-all-faculty/"
PAGES = {
    "": ["/", "/account/login/", "/help/", "/privacy/", "/accessibility/", "/verify/"],
    "faculty": ["/", "/courses/restorative-practices/", "/transcript/", "/profile/", "/reminders/"],
    "trainer": ["/studio/", "/banks/", "/marking/", "/reports/questions/"],
    "coordinator": [
        "/requirements/",
        "/reports/",
        "/reports/?by=months",
        "/reports/people/",
        "/reports/trends/",
    ],
    "admin": [
        REQUIREMENT,
        "/requirements/new/",
        f"{REQUIREMENT}reminders/",
        "/people/",
        "/outbox/",
    ],
}
ALL = [(role, address) for role, addresses in PAGES.items() for address in addresses]


@pytest.mark.parametrize(("role", "address"), ALL, ids=[f"{who} {at}" for who, at in ALL])
def test_a_page_in_spanish_is_sound_on_every_screen(
    open_context, open_as, watch, sound, role, address
):
    context = open_as(role, locale="es-MX") if role else open_context(locale="es-MX")
    page = watch(context.new_page())
    page.goto(address)

    assert page.locator("html").get_attribute("lang") == "es"
    sound(page)
