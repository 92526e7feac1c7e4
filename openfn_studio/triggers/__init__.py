"""What starts a job: message filters, the clock, other jobs. Pure: imports domain and leaves."""
