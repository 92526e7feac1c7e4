"""The sidebar of jobs under their trigger, with loose files below."""
