"""The project folder: project.yaml, jobs, studio.json, local history. Imports domain and state."""
