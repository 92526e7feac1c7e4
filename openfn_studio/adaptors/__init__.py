"""Adaptors: their specifiers, versions, npm repository, docs and schema. No Qt; any thread."""
