"""The import of a learning management system's exports into a course."""
