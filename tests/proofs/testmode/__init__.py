"""The proof that nothing leaves the machine in test mode."""
