"""What went wrong, said twice: a stable code for programs and a sentence for people."""

from collections.abc import Mapping


class DomainError(Exception):
    """Base of every refusal that a service makes.

    code: stable, snake_case, part of the API. message: a translated sentence. fields: message per form field.
    """

    code = "refused"

    def __init__(
        self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})
