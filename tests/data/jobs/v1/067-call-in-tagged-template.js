String.raw`${fn(s => ({ ...s, a: 1 }))}`;
