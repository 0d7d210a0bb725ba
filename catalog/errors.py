"""Refusals of the catalogue."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class VariantChanged(DomainError):
    """Somebody else saved the variant after the form was opened."""

    code = "variant_changed"

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this variant while you were editing. Open it again and repeat."))


class SkuTaken(DomainError):
    code = "sku_taken"

    def __init__(self, sku: str) -> None:
        message = _("SKU %(sku)s belongs to another variant.") % {"sku": sku}
        super().__init__(message, fields={"sku": message})


class LastActiveVariant(DomainError):
    """The last variant on sale of a published product cannot leave alone."""

    code = "last_active_variant"

    def __init__(self) -> None:
        super().__init__(
            _("This is the last variant on sale of a published product. Withdraw the whole product instead.")
        )


class AlreadyReviewed(DomainError):
    """A customer has one review per product."""

    code = "already_reviewed"

    def __init__(self) -> None:
        super().__init__(_("You have already reviewed this product. One review each keeps the rating fair."))


class SizeAndFinishTaken(DomainError):
    """A product has each size in each finish once."""

    code = "size_and_finish_taken"

    def __init__(self) -> None:
        super().__init__(_("This product already has a variant with this size and finish."))


class HoldsPieces(DomainError):
    """What lies in a store is sold from stock."""

    code = "holds_pieces"

    def __init__(self) -> None:
        message = _("There are pieces of it in stock. Write them off first, then change how it is sold.")
        super().__init__(message, fields={"sold_as": message})


class DraftInUse(DomainError):
    """Only what visitors never saw and no store ever had is deleted."""

    code = "draft_in_use"

    def __init__(self) -> None:
        super().__init__(
            _("This product was published or received by a store. Withdraw it from sale instead.")
        )
