"""Credential bodies, sealed where kept, hidden where shown. Imports domain and leaves."""
