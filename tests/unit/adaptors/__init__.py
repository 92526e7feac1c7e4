"""Tests of the adaptors room; ``registry`` serves a real npm registry on loopback."""
