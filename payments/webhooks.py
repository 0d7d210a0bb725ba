"""The door for providers: prove, write down, answer. What the body says is never believed."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from users.client_ip import client_ip

from .errors import GatewayUnavailable, Malformed, TooLarge
from .models import PaymentGateway
from .providers.base import Forged, OutcomeUnknown, WebhookRequest
from .services.inbox import receive as write_down
from .webhook_json import MOST_BYTES

logger = logging.getLogger(__name__)
AGAIN_AFTER_SECONDS = 60


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class WebhookView(View):
    """POST of a provider. 200: written down, or known already. 400: not from the provider, or no event.
    413: too large. 503: we cannot take it now, so that the provider repeats it.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, gateway_type: str, secret: str = "") -> HttpResponse:
        try:
            return self._receive(request, gateway_type, secret)
        except TooLarge:
            return HttpResponse(status=413)
        except Malformed:
            return HttpResponse(status=400)
        except Forged as refusal:
            logger.warning("forged webhook of %s: %s", gateway_type, refusal)
            return HttpResponse(status=400)
        except (OperationalError, InterfaceError, OutcomeUnknown) as error:
            logger.error("webhook of %s put off: %s", gateway_type, type(error).__name__)
            return HttpResponse(status=503, headers={"Retry-After": str(AGAIN_AFTER_SECONDS)})

    def _receive(self, request: HttpRequest, gateway_type: str, secret: str) -> HttpResponse:
        gateway = PaymentGateway.objects.filter(gateway_type=gateway_type).first()
        if gateway is None or not gateway.is_online:
            return HttpResponse(status=404)
        try:
            write_down(gateway, _request(request, secret))
        except GatewayUnavailable:  # no secrets, so nothing can be proved
            return HttpResponse(status=404)
        return HttpResponse(status=200)


receive = WebhookView.as_view()


def _request(request: HttpRequest, secret: str) -> WebhookRequest:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length[:12]) > MOST_BYTES:
        raise TooLarge
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLarge
    headers = {name.lower(): value for name, value in request.headers.items()}
    return WebhookRequest(body=body, headers=headers, secret=secret, ip=client_ip(request))
