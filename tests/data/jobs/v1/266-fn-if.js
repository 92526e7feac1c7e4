fnIf(state => state.data.n === 1, fn(s => ({ ...s, yes: 1 })));
fnIf(false, fn(s => ({ ...s, no: 1 })));
