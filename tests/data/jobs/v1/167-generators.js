fn(state => { function* g() { yield 1; yield* [2, 3]; } return { ...state, a: [...g()] }; });
