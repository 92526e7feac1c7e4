"""Clients of platforms, by HTTP. Imports domain and leaves only; the one room with httpx."""
