"""What a text is about: its telling words, the subjects that they belong to, and pairs of characters."""

from reports.subject_words.officialese import OFFICIALESE
from reports.subject_words.terms import Terms, alike, general_rarity, subject_name, subject_words_in, terms_of

__all__ = ["OFFICIALESE", "Terms", "alike", "general_rarity", "subject_name", "subject_words_in", "terms_of"]
