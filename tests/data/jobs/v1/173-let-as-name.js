fn(state => { var let = 1, yield = 2; return { ...state, a: let + yield }; });
