"""The operations of a run as a strip of cells: chosen here, looked at in the inspector."""
