"""A product for search engines: schema.org Product, its offers, and reviews as far as they are shown."""

from collections.abc import Callable

from .enums import Availability
from .models import ProductPage
from .selectors.product import ProductView, VariantView
from .selectors.reviews import ReviewSection, ReviewView

BRAND = "ИСТОК"
SCHEMA = "https://schema.org/"
# Made to order is never «in stock», however sure the workshop is of its lead time.
AVAILABILITY = {
    Availability.IN_STOCK: "InStock",
    Availability.OUT_OF_STOCK: "OutOfStock",
    Availability.MADE_TO_ORDER: "MadeToOrder",
    Availability.PREORDER: "PreOrder",
    Availability.DISCONTINUED: "Discontinued",
}


def product_jsonld(page: ProductPage, view: ProductView, absolute: Callable[[str], str]) -> dict:
    """The Product of `page`. absolute: makes a full address of a path. Empty facts are left out."""
    address = absolute(page.get_url() or "/")
    facts = {
        "@context": SCHEMA,
        "@type": "Product",
        "@id": f"{address}#product",
        "name": page.title,
        "url": address,
        "image": [absolute(slide.picture.src) for slide in view.slides],
        "description": page.search_description or page.description,
        "brand": {"@type": "Brand", "name": BRAND},
        **(_of_variant(view.chosen) if view.chosen else {}),
        "offers": _offers(view, address),
        **_opinions(view.reviews),
    }
    return {name: value for name, value in facts.items() if value}


def _of_variant(variant: VariantView) -> dict:
    return {
        "sku": variant.sku,
        "material": ", ".join(dict.fromkeys(line.text for line in variant.lines if line.text)),
        "width": _millimetres(variant.width_mm),
        "depth": _millimetres(variant.depth_mm),
        "height": _millimetres(variant.height_mm),
    }


def _millimetres(length: int) -> dict:
    return {"@type": "QuantitativeValue", "value": length, "unitCode": "MMT"}


def _offers(view: ProductView, address: str) -> dict:
    """One Offer, or an AggregateOffer that lists those of every variant."""
    offers = [_offer(variant, address) for variant in view.variants]
    if len(offers) < 2:
        return offers[0] if offers else {}
    prices = [variant.price for variant in view.variants]
    return {
        "@type": "AggregateOffer",
        "priceCurrency": "RUB",
        "lowPrice": str(min(prices)),
        "highPrice": str(max(prices)),
        "offerCount": len(offers),
        "offers": offers,
    }


def _offer(variant: VariantView, address: str) -> dict:
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "price": str(variant.price),
        "priceCurrency": "RUB",
        "availability": SCHEMA + AVAILABILITY[Availability(variant.availability)],
        "itemCondition": f"{SCHEMA}NewCondition",
        "url": f"{address}?v={variant.sku}",
    }


def _opinions(reviews: ReviewSection) -> dict:
    """Rating and texts, only when the page shows a rating: one review is no average."""
    if reviews.average is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": reviews.average,
            "reviewCount": reviews.count,
            "bestRating": 5,
            "worstRating": 1,
        },
        "review": [_review(review) for review in reviews.reviews],
    }


def _review(review: ReviewView) -> dict:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": review.author},
        "datePublished": review.created_at.date().isoformat(),
        "reviewBody": review.comment,
        "reviewRating": {"@type": "Rating", "ratingValue": review.rating, "bestRating": 5, "worstRating": 1},
    }
