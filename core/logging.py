"""Log lines as JSON, without anybody's card, password, token, passport, phone or e-mail in them."""

import json
import logging
import re
from datetime import UTC, datetime

from .context import request_id, user_id

STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}

# Each pattern reads text both as written and as it stands in a query string (%40, %2B, +).
NAMES = r"\w*(?:password|passwd|пароль|secret|token|api_?key|authorization|cookie|cvc|cvv)\w*"
VALUE = r"\"[^\"]*\"|'[^']*'|(?:(?:Bearer|Basic)\s+)?[^\s\"'&,;}\])\[]+"
REDACTIONS = (
    (re.compile(r"eyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*"), "[jwt]"),
    (re.compile(rf"(?i)([\"']?{NAMES}[\"']?\s*[:=]\s*\[?\s*)(?!hidden\])(?:{VALUE})"), r"\1[hidden]"),
    (re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"istok_[\w-]{20,}"), "[token]"),  # our own tokens say what they are
    (re.compile(r"(/webhooks/\w+/)[^/\s\"'?]+"), r"\1[token]"),  # proves a provider that signs nothing
    # Long mixed parts of an address are capabilities: guest links, reset keys.
    (re.compile(r"(?<=/)(?=[^/\s]*[A-Z])(?=[^/\s]*[a-z])(?=[^/\s]*\d)[\w:-]{20,}(?=[/\s\"'?]|$)"), "[token]"),
)
GAP = r"(?:[\s().-]|%20|%28|%29|\+(?=\d)){0,3}"
PHONE = re.compile(rf"(?<![\w.])(?:\+|%2B)?[78]{GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d{{2}}{GAP}\d{{2}}(?!\w)", re.I)
FOREIGN_PHONE = re.compile(r"(?<!\w)(?:\+|%2B)\d{1,3}(?:[\s().-]?\d){7,12}(?!\w)", re.I)
PASSPORT = re.compile(r"(?<![\w.-])\d{2}(?:\s|%20|\+)?\d{2}(?:\s|%20|\+|\s?№\s?|-)?\d{6}(?![\w-])")
CARD = re.compile(r"(?<![\w.])\d(?:(?:[ -]|%20|\+)?\d){12,18}(?![\w])")


def redact(text: str) -> str:
    """`text` with every secret and personal datum that can be recognised replaced by its kind."""
    for pattern, replacement in REDACTIONS:
        text = pattern.sub(replacement, text)
    text = CARD.sub(lambda match: "[card]" if _is_card(match[0]) else match[0], text)
    text = PHONE.sub("[phone]", text)
    text = FOREIGN_PHONE.sub("[phone]", text)
    return PASSPORT.sub("[passport]", text)


def _is_card(text: str) -> bool:
    """Luhn's check over the digits."""
    digits = [int(char) for char in text.replace("%20", "") if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return sum(doubled + digits[-1::-2]) % 10 == 0


def _message(record: logging.LogRecord) -> str:
    """Of a call whose arguments do not fit, their kinds only: a secret without its name is not recognised."""
    try:
        return record.getMessage()
    except Exception:  # as wide as the guard of logging itself: an argument may fail to print in any way
        given = record.args if isinstance(record.args, tuple) else (record.args,)
        return f"{record.msg!r} {[type(value).__name__ for value in given]}"


class RedactingFilter(logging.Filter):
    """Take secrets out of message, exception text and extra fields before any formatter sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(_message(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        for name, value in extras(record).items():
            if isinstance(value, str):
                setattr(record, name, redact(value))
        return True


def extras(record: logging.LogRecord) -> dict:
    """What the caller gave as `extra=` (order_id, status, ms …); objects, such as Django's request, say
    too much.
    """
    return {
        name: value
        for name, value in vars(record).items()
        if name not in STANDARD and isinstance(value, str | int | float | None)
    }


class JsonFormatter(logging.Formatter):
    """One JSON object per line; time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
            "user_id": user_id(),
            **extras(record),
        }
        if record.exc_info or record.exc_text:
            line["exception"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """For a person at a terminal: `12:30:01 INFO istok.access GET /catalog/ 200 41 ms`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%H:%M:%S")
