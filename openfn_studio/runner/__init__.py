"""The Node process that runs a job: protocol, session, spawner, spares. Imports pure rooms."""
