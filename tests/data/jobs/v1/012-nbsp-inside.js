fn(state => ({ ...state, a: 1 })); 
