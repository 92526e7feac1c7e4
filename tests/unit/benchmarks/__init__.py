"""Tests of the benchmarks' arithmetic and texts."""
