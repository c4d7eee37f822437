"""The zip that students download."""

from autograder.bundle.contents import NAME, bundle_zip

__all__ = ["NAME", "bundle_zip"]
