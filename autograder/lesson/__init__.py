"""What the files of a lesson say: the registry, hints, known mistakes, visible checks, allowances."""
