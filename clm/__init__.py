"""Customer lifecycle management on plain files."""

__version__ = "0.1.0"
