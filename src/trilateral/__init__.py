"""Trilateral: parties that do not trust one another keep one record, and nobody keeps it for them."""

__version__ = "0.1.0"
