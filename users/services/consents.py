"""Consents: what stands now, what has to be asked again, and the journal that only grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest
from django.template.loader import render_to_string

from core import clock

from ..client_ip import client_ip
from ..enums import ConsentSource, Decision, Purpose
from ..errors import OrderNeedsConsent, TextChanged
from ..models import Consent, ConsentText, CustomUser

USER_AGENT_LENGTH = 300


def current_text(purpose: Purpose) -> ConsentText:
    """The newest published wording; the shop's own first version is published when there is none yet."""
    newest = ConsentText.objects.filter(purpose=purpose).first()
    if newest is None:
        wording = render_to_string(f"users/consents/{purpose}.txt").strip()
        newest, _ = ConsentText.objects.get_or_create(purpose=purpose, version=1, defaults={"text": wording})
    return newest


def newest_versions() -> dict[Purpose, int]:
    """The version of the newest wording by purpose, in one query."""
    found = dict(ConsentText.objects.order_by().values_list("purpose").annotate(Max("version")))
    return {purpose: found.get(purpose) or current_text(purpose).version for purpose in Purpose}


def publish_text(purpose: Purpose, *, text: str) -> ConsentText:
    """Publish a new version. People who agreed to an older one are asked at their next visit."""
    with transaction.atomic():
        number = current_text(purpose).version + 1
        try:
            with transaction.atomic():
                return ConsentText.objects.create(purpose=purpose, version=number, text=text)
        except IntegrityError:
            raise TextChanged from None


def record(
    user: CustomUser,
    purpose: Purpose,
    decision: Decision,
    *,
    source: ConsentSource,
    request: HttpRequest | None = None,
    version: int | None = None,
) -> Consent:
    """Write one decision about the current text.

    version: the one that the person had on the screen. Raises TextChanged when it is not the newest any more.
    """
    text = current_text(purpose)
    if version is not None and version != text.version:
        raise TextChanged
    return Consent.objects.create(
        user=user,
        email=user.email,
        purpose=purpose,
        decision=decision,
        text_version=text.version,
        text_sha256=text.sha256,
        at=clock.now(),
        ip=(client_ip(request) or None) if request else None,
        user_agent=request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH] if request else "",
        source=source,
    )


@dataclass(frozen=True, slots=True)
class Ticked:
    """Boxes ticked beside an order. versions: of the text on the screen, by purpose."""

    versions: Mapping[Purpose, int]
    ip: str | None = None
    user_agent: str = ""


def ticked(request: HttpRequest, versions: Mapping[Purpose, int]) -> Ticked:
    agent = request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH]
    return Ticked(versions, client_ip(request) or None, agent)


def record_with_order(boxes: Ticked, *, email: str, user_id: int | None, reference: str) -> list[Consent]:
    """Write what was ticked beside the order `reference`, in the order's own transaction.

    A guest has to agree with every order; a customer whose consent to the newest text stands is not asked.
    Raises OrderNeedsConsent, TextChanged.
    """
    if Purpose.PERSONAL_DATA not in boxes.versions and not is_agreed(user_id, Purpose.PERSONAL_DATA):
        raise OrderNeedsConsent
    texts = {purpose: current_text(purpose) for purpose in boxes.versions}
    if any(texts[purpose].version != version for purpose, version in boxes.versions.items()):
        raise TextChanged
    return Consent.objects.bulk_create(
        [
            Consent(
                user_id=user_id,
                email=email,
                purpose=purpose,
                decision=Decision.GIVEN,
                text_version=text.version,
                text_sha256=text.sha256,
                at=clock.now(),
                ip=boxes.ip,
                user_agent=boxes.user_agent,
                source=ConsentSource.CHECKOUT,
                reference=reference,
            )
            for purpose, text in texts.items()
        ]
    )


def is_agreed(user_id: int | None, purpose: Purpose, *, version: int | None = None) -> bool:
    """Whether this account's consent to the newest text stands; a guest's never does. version: the newest,
    where the caller knows it.
    """
    newest = Consent.objects.filter(user_id=user_id, purpose=purpose).first() if user_id else None
    if newest is None or not newest.is_given:
        return False
    return newest.text_version == (version or current_text(purpose).version)


def standing(user: CustomUser, purpose: Purpose) -> Consent | None:
    """The newest decision; None when the person was never asked."""
    return Consent.objects.filter(user=user, purpose=purpose).first()


def is_given(user: CustomUser, purpose: Purpose) -> bool:
    """Whether the person agrees at this moment: asked before every letter of a mailing."""
    newest = standing(user, purpose)
    return newest is not None and newest.is_given


def to_ask_again(user: CustomUser) -> list[Purpose]:
    """Purposes whose consent stands, but for an older text; and the required one when it was never given."""
    asked = []
    for purpose in Purpose:
        newest = standing(user, purpose)
        missing = purpose == Purpose.PERSONAL_DATA and (newest is None or not newest.is_given)
        outdated = (
            newest is not None and newest.is_given and newest.text_version != current_text(purpose).version
        )
        if missing or outdated:
            asked.append(purpose)
    return asked


def journal(user: CustomUser) -> list[tuple[Consent, ConsentText | None]]:
    """Every decision of a person, newest first, each with the wording that stood there then."""
    rows = list(Consent.objects.filter(user=user))
    texts = _texts({(row.purpose, row.text_version) for row in rows})
    return [(row, texts.get((row.purpose, row.text_version))) for row in rows]


def _texts(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], ConsentText]:
    versions = {version for _, version in wanted}
    return {(text.purpose, text.version): text for text in ConsentText.objects.filter(version__in=versions)}
