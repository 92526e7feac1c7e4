fn((n => s => ({ ...s, n }))(arguments.length));
