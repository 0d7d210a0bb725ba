"""Screens and named actions of money: nothing of it is a row that somebody edits."""
