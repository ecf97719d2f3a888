from django.apps import AppConfig


class LmsConfig(AppConfig):
    """An installed app only so that its commands, tags and checks are found."""

    name = "lms"

    def ready(self) -> None:
        from lms import checks  # noqa: F401, PLC0415
