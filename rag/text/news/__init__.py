"""Recognises what is particular to news: attributions, boilerplate and prompt injections."""
