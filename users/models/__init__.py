from .account import CustomUser, UserProfile

__all__ = ["CustomUser", "UserProfile"]
