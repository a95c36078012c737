"""Figures for the people who run a programme: does anyone listen, and to what."""
