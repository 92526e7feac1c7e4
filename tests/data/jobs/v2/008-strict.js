fn(state => { undeclared = 1; return state; });
