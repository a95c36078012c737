"""Pages for people: templates, one style sheet, and nothing from another host."""
