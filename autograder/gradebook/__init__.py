"""A course folder and the gradebook in it, as nbgrader finds them."""
