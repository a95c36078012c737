"""Judgements that several cards share; each answers a finding together with its evidence."""
