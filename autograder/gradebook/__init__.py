"""A course folder and its gradebook, in the form that nbgrader expects."""
