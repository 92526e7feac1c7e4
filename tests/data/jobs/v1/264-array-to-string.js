fn(state => ({ ...state, a: arrayToString([1, 2], '-'), b: toArray(5), c: splitKeys({ x: 1, y: 2 }, ['x']), d: index()(state) }));
