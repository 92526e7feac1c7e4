fn((t => s => ({ ...s, t }))(state.data.name.toUpperCase()));
