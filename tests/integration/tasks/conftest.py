"""A mail server that the outbox is sent to."""

import pytest

from tests.smtp import a_mail_server


@pytest.fixture
def pipelines():
    """Whether the server takes commands in one go; a module may ask for both kinds."""
    return False


@pytest.fixture
def server(settings, pipelines):
    with a_mail_server() as running:
        running.pipelines = pipelines
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 5
        settings.SITE_URL = "https://learn.example.org"
        yield running
