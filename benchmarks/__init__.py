"""Measurements, one file an idea: ``python -m benchmarks [name…]``; no product code imports it."""
