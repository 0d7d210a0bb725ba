"""Forms whose service may say no."""

from core.errors import DomainError


class RefusableFormMixin:
    """A refusal of the service stands on the form, at its field where there is one, and what was typed
    stays.
    """

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except DomainError as refused:
            for name, message in (refused.fields or {None: refused.message}).items():
                form.add_error(name if name in form.fields else None, message)
            self.produced_error_code = refused.code
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
