"""The one way a job is run. Imports adaptors, runner and pure rooms; starts every runner."""
