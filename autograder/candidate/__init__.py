"""The code that runs beside the student's module, in the sandbox. It imports nothing else of the kit.

The judge uses `wire` and `runtime` too. So the same code runs the reference, the known mistakes and the
student's module.
"""
