"""Logs as one JSON object a line, without query strings or personal data."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """Write time, level, logger, message, the fields in ``extra={"fields": …}``, and trace."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().split("?", 1)[0],
        }
        entry |= getattr(record, "fields", {})
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)
