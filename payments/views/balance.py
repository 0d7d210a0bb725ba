"""The customer's balance: what is on it, what has happened, and how to put money on it."""

import json
import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.idempotency import Answer, run_once
from core.responses import SeeOther
from users import limiter
from users.enums import Door
from users.views.gates import account_page

from ..entry import leave_for, sorry
from ..forms import TopUpForm
from ..models import Payment
from ..providers.base import ProviderError
from ..selectors.balance import statement_of
from ..selectors.gateways import top_up_ways
from ..selectors.pages import preferred
from ..selectors.rules import payment_rules
from ..services.starting import open_top_up, start


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def balance(request: HttpRequest) -> HttpResponse:
    """The statement and the form; a POST begins a top-up."""
    ways = top_up_ways()
    if request.method != "POST":
        key = {"key": uuid.uuid4().hex}
        return _page(request, TopUpForm(ways=ways, initial=key), ways)
    form = TopUpForm(request.POST, ways=ways)
    if not form.is_valid():
        return _page(request, form, ways, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        payment = _top_up(request, form.cleaned_data)
    except ProviderError as error:
        messages.warning(request, sorry(error))
        return SeeOther(reverse("account_balance"))
    except DomainError as refusal:
        form.add_error("amount" if "amount" in refusal.fields else None, refusal.message)
        return _page(request, form, ways, status=HTTPStatus.CONFLICT)
    return leave_for(request, payment, back=reverse("account_balance"))


def _top_up(request: HttpRequest, data: dict) -> Payment:
    """One payment for one page, however often its button is pressed."""
    amount, way, user = data["amount"], data["gateway"], request.user
    current = limiter.begin(request, Door.PAYMENT, user=user)

    def effect() -> Answer:
        payment = open_top_up(user.pk, amount, gateway_type=way)
        return Answer(HTTPStatus.CREATED, {"payment": payment.pk})

    try:
        body = json.dumps([f"{amount:.2f}", way]).encode()
        answer = run_once(f"user:{user.pk}", f"top-up:{data['key']}"[:100], body, effect)
    except DomainError:  # nobody was asked
        current.forgive()
        raise
    return start(answer.body["payment"])


def _page(request: HttpRequest, form: TopUpForm, ways, *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "section": "balance",
        "statement": statement_of(request.user, number=request.GET.get("page")),
        "form": form,
        "ways": ways,
        "chosen": preferred(ways, form["gateway"].value() or ""),
        "rules": payment_rules(),
    }
    return render(request, "payments/balance.html", context, status=status)
