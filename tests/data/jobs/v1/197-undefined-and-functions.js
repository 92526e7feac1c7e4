fn(state => ({ ...state, u: undefined, f: () => 1, s: Symbol('x'), l: [undefined, () => 1], n: NaN, i: Infinity }));
