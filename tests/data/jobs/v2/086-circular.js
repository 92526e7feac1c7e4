fn(s => { const o = { a: 1 }; o.self = o; return { ...s, o }; });
