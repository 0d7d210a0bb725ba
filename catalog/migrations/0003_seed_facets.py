"""The facets that the shop starts with; their codes are the keys of the demo's materials, purposes and shapes."""

from django.db import migrations

# facet: (code, name, scope, display, hint), then (code, short name, full name, colour)
FACETS = [
    (
        ("purpose", "Назначение", "page", "list", ""),
        [
            ("home", "Домой", "", ""),
            ("office", "В офис", "", ""),
            ("kids", "Детская", "", ""),
        ],
    ),
    (
        ("shape", "Форма", "page", "shapes", ""),
        [
            ("straight", "Прямая", "", ""),
            ("corner", "Угловая", "", ""),
            ("u", "П-образная", "", ""),
            ("island", "С островом", "", ""),
            ("wall", "Настенная", "", ""),
            ("oval", "Овальная", "", ""),
        ],
    ),
    (
        ("facade", "Материал фасадов", "finish", "swatches", "То, что видно спереди: двери и ящики."),
        [
            ("oak", "Дуб", "Шпон дуба, масло", "#b98f62"),
            ("oak-pale", "Дуб отбеленный", "Шпон дуба, отбеленный", "#dac8a8"),
            ("walnut", "Орех", "Шпон ореха", "#6b4631"),
            ("smoked", "Дуб копчёный", "Шпон дуба, копчёный", "#4f4037"),
            ("ash-black", "Ясень чёрный", "Шпон ясеня, чёрный", "#2e2b29"),
            ("birch", "Берёза", "Берёзовая фанера", "#dcc59a"),
            ("milk", "Молочный", "МДФ, эмаль молочная", "#eee8dd"),
            ("white", "Белый", "МДФ, эмаль белая", "#f2f1ed"),
            ("sage", "Шалфей", "МДФ, эмаль «шалфей»", "#94a38d"),
            ("olive", "Олива", "МДФ, эмаль «олива»", "#6c7056"),
            ("graphite", "Графит", "МДФ, эмаль «графит»", "#414446"),
            ("cashmere", "Кашемир", "МДФ, эмаль «кашемир»", "#c2b4a4"),
            ("sand", "Песок", "МДФ, эмаль «песок»", "#d3c5ae"),
            ("navy", "Полночь", "МДФ, эмаль «полночь»", "#2f3f50"),
            ("mist", "Туман", "МДФ, эмаль «туман»", "#9fb0b8"),
            ("terracotta", "Терракота", "МДФ, эмаль «терракота»", "#b5694c"),
            ("powder", "Пудра", "МДФ, эмаль «пудра»", "#d9b9ab"),
            ("mustard", "Горчица", "МДФ, эмаль «горчица»", "#c99a45"),
        ],
    ),
    (
        (
            "worktop",
            "Материал столешницы",
            "finish",
            "swatches",
            "Кварц и керамогранит не боятся горячего и пятен.",
        ),
        [
            ("calacatta", "Калакатта", "Керамогранит «калакатта»", "#e9e6df"),
            ("emperador", "Эмперадор", "Керамогранит «эмперадор»", "#6e5240"),
            ("quartz-light", "Кварц светлый", "Кварцевый агломерат, светлый", "#d8d8d4"),
            ("quartz-dark", "Кварц тёмный", "Кварцевый агломерат, тёмный", "#4a4c4e"),
            ("concrete", "Микроцемент", "Микроцемент", "#a5a39d"),
            ("terrazzo", "Терраццо", "Терраццо", "#d3cec5"),
            ("oak", "Дуб", "Шпон дуба, масло", "#b98f62"),
            ("oak-pale", "Дуб отбеленный", "Шпон дуба, отбеленный", "#dac8a8"),
            ("walnut", "Орех", "Шпон ореха", "#6b4631"),
            ("smoked", "Дуб копчёный", "Шпон дуба, копчёный", "#4f4037"),
        ],
    ),
]


def seed(apps, schema_editor):
    """Add what is missing; a facet or value that is there already stays as its owner made it."""
    facet_model, value_model = apps.get_model("catalog", "Facet"), apps.get_model("catalog", "FacetValue")
    for order, ((code, name, scope, display, hint), values) in enumerate(FACETS, 1):
        facet, _ = facet_model.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "scope": scope,
                "display": display,
                "hint": hint,
                "sort_order": order * 10,
            },
        )
        for place, (value, short, full, colour) in enumerate(values, 1):
            value_model.objects.get_or_create(
                facet=facet,
                code=value,
                defaults={"name": short, "description": full, "colour": colour, "sort_order": place * 10},
            )


def unseed(apps, schema_editor):
    """Take away seeded values that nobody uses, and seeded facets that have no values left."""
    facet_model, value_model = apps.get_model("catalog", "Facet"), apps.get_model("catalog", "FacetValue")
    for (code, *_rest), values in FACETS:
        seeded = value_model.objects.filter(facet__code=code, code__in=[value[0] for value in values])
        seeded.filter(products__isnull=True, variants__isnull=True).delete()
        facet_model.objects.filter(code=code, values__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial")]

    operations = [migrations.RunPython(seed, unseed)]
