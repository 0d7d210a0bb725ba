"""What a weak password is told: our words, not those that Django translates."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from users.models import CustomUser


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("q8#Zr", "Пароль слишком короткий: нужно не меньше 10 знаков."),
        ("qwertyuiop", "Такой пароль слишком легко угадать: он есть в списках самых частых."),
        ("8301746529", "Пароль состоит из одних цифр: добавьте буквы."),
        ("anna-petrova", "Пароль слишком похож на ваши данные"),
    ],
)
def test_weak_password_is_told_in_our_words(password, words):
    person = CustomUser(username="anna-petrova", email="someone@example.com")

    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)

    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith(words)


def test_rules_are_told_in_our_words():
    assert password_validators_help_texts() == [
        "Не похож на ваше имя, логин и почту.",
        "Не меньше 10 знаков.",
        "Не из тех, что встречаются у многих.",
        "Не из одних цифр.",
    ]
