from .account import CustomUser, UserProfile
from .address import Address
from .attempt import Attempt
from .consent import AppendOnlyError, Consent, ConsentText
from .token import UserToken, token_hash

__all__ = [
    "Address",
    "AppendOnlyError",
    "Attempt",
    "Consent",
    "ConsentText",
    "CustomUser",
    "UserProfile",
    "UserToken",
    "token_hash",
]
