"""SQLite, one file a platform: runs and what happened in them. Imports domain and pure rooms."""
