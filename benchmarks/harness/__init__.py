"""What all benchmarks share: interleaving, statistics, tables, the peer, the machine's facts."""
