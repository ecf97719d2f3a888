"""Log lines for operators: JSON, one an event, with the request's id."""

import json
import logging

from lms.middleware import current_request_id


class RequestId(logging.Filter):
    """Puts the request's id on every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        # A reply with an error's status is logged when the middleware is through.
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", None) or current_request_id.get()
        return True


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
