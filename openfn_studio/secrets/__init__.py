"""Credential bodies, hidden wherever something is shown. Imports domain and leaves."""
