import pytest

from catalog.models import ProductPage, SearchSynonym
from catalog.search import index_words, is_one_slip_away, matching_ids, words_of
from tests.factories.catalog import make_category, make_product, make_value

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    titles = dict(ProductPage.objects.values_list("pk", "title"))
    return [titles[pk] for pk in matching_ids(query)]


@pytest.fixture
def shop():
    kitchens = make_category("Кухни", "kuhnya")
    kitchens.singular = "кухня"
    kitchens.save_revision().publish()
    make_product(
        "Кухня «Линея»", category=kitchens, sku="KL-SAGE", values=(make_value("facade", "white", "Белый"),)
    )
    make_product("Комод «Север»", sku="KS-OAK", width_mm=2140)
    make_product("Кровать «Облако»", category=make_category("Детские", "detskaya"), sku="DO-1")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("кухню", ["Кухня «Линея»"]),
        ("КУХНИ", ["Кухня «Линея»"]),
        ("белая кухня", ["Кухня «Линея»"]),
        ("белую кухню", ["Кухня «Линея»"]),
        ("кровати", ["Кровать «Облако»"]),
        ("кровать", ["Кровать «Облако»"]),
        ("комод 2140", ["Комод «Север»"]),
        ("ks-oak", ["Комод «Север»"]),
        ("rjvjl", ["Комод «Север»"]),
        ("камод", ["Комод «Север»"]),
        ("комодд", ["Комод «Север»"]),
        ("кухня комод", []),
        ("для комода", ["Комод «Север»"]),
    ],
)
def test_search_finds_by_forms_sku_size_layout_and_one_slip(shop, query, names):
    assert found(query) == names


def test_synonyms_of_editors_find_the_same_goods(shop):
    assert found("гарнитур") == []

    SearchSynonym.objects.create(words="гарнитур, кухня")

    assert found("гарнитуры") == ["Кухня «Линея»"]


def test_title_matches_come_before_mentions(shop):
    product = make_product("Стеллаж «Лофт»", category=make_category("Стеллажи", "stellazh"))
    product.description = "Подойдёт к комоду"
    product.save_revision().publish()

    assert found("комод")[0] == "Комод «Север»"
    assert "Стеллаж «Лофт»" in found("комоду")


def test_drafts_are_not_found(shop):
    make_product("Буфет «Ладожский»", live=False)

    assert found("ладожский") == []


@pytest.mark.parametrize(
    "query",
    ["", "   ", "%", "_", "\x00", "'; --", "*(", "а" * 10_000, "и", "|", "\\", "🪑" * 50, "﷽", "комод\x00"],
)
def test_odd_queries_answer_quietly(shop, query):
    assert isinstance(matching_ids(query), list)


def test_words_keep_parts_of_hyphenated_ones():
    assert words_of("Шкаф-купе ЁЛКА") == ["шкаф-купе", "елка", "шкаф", "купе"]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("комод", "камод", True), ("комод", "комо", True), ("комод", "коомд", True), ("комод", "камад", False)],
)
def test_one_slip(one, other, near):
    assert is_one_slip_away(one, other) is near
    assert is_one_slip_away(other, one) is near


def test_index_holds_title_first():
    product = make_product("Комод «Юг»", sku="KY-1")

    assert index_words(product).startswith(" комод юг | ky-1")
