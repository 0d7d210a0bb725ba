"""Invented products: the same ones for the same seed, on every machine; the first k of n are the k of k.

Values of every axis follow Zipf's law (the first is chosen most often), prices a Pareto law, as in shops.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from ..enums import SoldAs

# How many values each axis has.
AXES = {"category": 8, "purpose": 3, "shape": 6, "facade": 12, "worktop": 10}
CATEGORIES = [
    ("Кухонные гарнитуры", "Кухня"),
    ("Шкафы", "Шкаф"),
    ("Обеденные столы", "Стол"),
    ("Буфеты", "Буфет"),
    ("Тумбы", "Тумба"),
    ("Этажерки", "Этажерка"),
    ("Полки", "Полка"),
    ("Барные стойки", "Барная стойка"),
]
SERIES = [
    "Вуокса", "Свирь", "Луга", "Оредеж", "Мста", "Пола", "Ижора", "Тосна", "Сясь", "Паша",
    "Вятка", "Сухона", "Мезень", "Онега", "Кемь", "Ковда", "Шуя", "Суна", "Нюхча", "Водла",
]  # fmt: skip
TEMPERS = [
    "тихий",
    "тёплый",
    "строгий",
    "светлый",
    "глубокий",
    "лёгкий",
    "северный",
    "городской",
    "дачный",
    "ровный",
]
SENTENCES = [
    "Корпус собираем на шканты и стяжки, поэтому его можно разобрать и перевезти.",
    "Кромка наклеена полиуретановым клеем: вода под неё не заходит.",
    "Задняя стенка стоит в пазу, а не прибита сверху.",
    "Ножки регулируются и прощают неровный пол.",
    "Ящики выезжают целиком, до дальнего угла легко дотянуться.",
    "Двери закрываются сами на последних сантиметрах.",
    "Рисунок на соседних фасадах подобран подряд.",
    "Размер можно изменить с шагом в один миллиметр.",
    "Внутри — светлая отделка, чтобы вещи не терялись.",
    "Отверстия под провода закрыты заглушками в цвет.",
    "Фурнитуру можно заменить через двадцать лет: крепёж стандартный.",
    "Поверхность матовая и не бликует на солнце.",
]
SOLD_AS = ([SoldAs.READY_MADE, SoldAs.MADE_TO_ORDER, SoldAs.PREORDER], [60, 35, 5])
PICTURES = 24
DAYS_IN_CATALOGUE = 1500
MAX_PRICE = 990_000


@dataclass(frozen=True, slots=True)
class Row:
    """One product; axes hold positions of their values, `facades` one per finish. Price in roubles."""

    number: int
    name: str
    description: str
    category: int
    purpose: int
    shape: int
    facades: tuple[int, ...]
    worktop: int
    price: int
    width_mm: int
    height_mm: int
    depth_mm: int
    lead_days: int
    sold_as: str
    pieces: int
    picture: int
    days_ago: int

    def sku(self, finish: int) -> str:
        return f"GEN-{self.number:06d}-{finish + 1}"


def rows(count: int, *, seed: int = 1, finishes: int = 1) -> Iterator[Row]:
    """`count` products with one to `finishes` finishes each."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable sequence is the point
    weights = {axis: list(accumulate(1 / rank for rank in range(1, size + 1))) for axis, size in AXES.items()}

    def pick(axis: str) -> int:
        return dice.choices(range(AXES[axis]), cum_weights=weights[axis])[0]

    for number in range(1, count + 1):
        category = pick("category")
        series = f"«{dice.choice(SERIES)}» {dice.randint(100, 999)}"
        name = f"{CATEGORIES[category][1]} {series}, {dice.choice(TEMPERS)} тон"
        yield Row(
            number=number,
            name=name,
            description=" ".join(dice.sample(SENTENCES, dice.randint(3, 6))),
            category=category,
            purpose=pick("purpose"),
            shape=pick("shape"),
            facades=tuple(sorted({pick("facade") for _ in range(dice.randint(1, finishes))})),
            worktop=pick("worktop"),
            price=min(round(3000 * (1 + dice.paretovariate(1.3)), -1), MAX_PRICE),
            width_mm=dice.randrange(300, 4200, 50),
            height_mm=dice.randrange(300, 2400, 50),
            depth_mm=dice.randrange(250, 900, 50),
            lead_days=dice.randint(10, 50),
            sold_as=dice.choices(SOLD_AS[0], SOLD_AS[1])[0],
            pieces=dice.choice([0, 1, 3, 12, 1000, 5000]),
            picture=dice.randrange(PICTURES),
            days_ago=dice.randrange(DAYS_IN_CATALOGUE),
        )
