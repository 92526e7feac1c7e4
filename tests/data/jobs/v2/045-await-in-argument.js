fn((n => s => ({ ...s, n }))(await Promise.resolve(6)));
