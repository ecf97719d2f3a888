"""How much anybody may send at once, before a byte of it is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NotTooMuch(FileUploadHandler):
    """Refuses what says that it is larger than the largest file; forms have limits of their own.

    Nothing can be longer than it says: the server reads no further.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.MOST_SENT:
            raise RequestDataTooBig("more than MOST_SENT")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
