"""Mujaz: question answering and bilingual briefs over an Arabic and English news archive."""
