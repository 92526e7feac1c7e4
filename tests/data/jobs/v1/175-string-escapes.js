fn(state => ({ ...state, a: 'x\
y\x41\u0042\0' }));
