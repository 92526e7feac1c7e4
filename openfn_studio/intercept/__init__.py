"""How test mode answers requests: rules, files of rules, matching. Pure: imports leaves only."""
