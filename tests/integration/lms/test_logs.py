"""Log lines say which request they are about."""

import logging

from lms.logs import RequestId

GIVEN = "7f3a91c20be4"


def test_a_page_that_is_not_there_is_logged_with_its_number(client, caplog):
    caplog.handler.addFilter(RequestId())

    with caplog.at_level(logging.WARNING, "django.request"):
        client.get("/verify/a/b/c/", headers={"X-Request-ID": GIVEN})

    assert [record.request_id for record in caplog.records] == [GIVEN]
