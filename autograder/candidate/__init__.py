"""What runs beside the student's module, in the sandbox. It imports nothing else of the kit.

The judge uses `wire` and `runtime` too, so that the reference, the known mistakes and the student's module
are run by the same code.
"""
