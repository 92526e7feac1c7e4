fn(s => ({ ...s, a: String(BigInt(10)) }));
