"""Sums in Russian words, as papers repeat them, so that nobody adds a digit. Russian whatever the language
of the interface is: so are the papers.
"""

from decimal import Decimal

from .money import to_kopecks

UNITS = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
TEENS = (
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать",
    "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят",
    "девяносто",
)  # fmt: skip
HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
# Of each three digits from the right: one, two, five of them.
SCALES = (
    ("рубль", "рубля", "рублей"),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
)
KOPECKS = ("копейка", "копейки", "копеек")
FEMININE = {"один": "одна", "два": "две"}
THOUSANDS = 1


def roubles_in_words(amount: Decimal) -> str:
    """`Шестьдесят четыре тысячи двести рублей 50 копеек`. Raises ValueError below zero and from 10¹²."""
    roubles, kopecks = divmod(int(to_kopecks(amount) * 100), 100)
    if not 0 <= roubles < 1000 ** len(SCALES):
        raise ValueError("no words for this sum")
    words = []
    for scale in reversed(range(len(SCALES))):
        three = roubles // 1000**scale % 1000
        if three:
            words += _three_digits(three, is_feminine=scale == THOUSANDS)
        if three or scale == 0:
            words.append(_plural(three, SCALES[scale]))
    if roubles == 0:
        words.insert(0, "ноль")
    told = " ".join(words)
    return f"{told[0].upper()}{told[1:]} {kopecks:02}\u00a0{_plural(kopecks, KOPECKS)}"


def _three_digits(number: int, *, is_feminine: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    last = TEENS[units] if tens == 1 else UNITS[units]
    words = [HUNDREDS[hundreds], TENS[tens], FEMININE.get(last, last) if is_feminine else last]
    return [word for word in words if word]


def _plural(number: int, forms: tuple[str, str, str]) -> str:
    tail, tens = number % 10, number % 100
    if 11 <= tens <= 14 or tail == 0 or tail > 4:
        return forms[2]
    return forms[0] if tail == 1 else forms[1]
