"""Small changes to a reference, each of which a hidden test must notice."""
