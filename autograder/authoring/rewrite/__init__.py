"""The reference in other styles. Each rewrite keeps the behaviour, so it must get full marks."""
