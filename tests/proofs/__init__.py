"""The long proofs: each a module or package here with ``main(words) -> int``; 0 means proved."""
