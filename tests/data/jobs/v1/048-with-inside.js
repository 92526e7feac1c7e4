fn(state => { with ({ q: 7 }) { state.q = q; } return state; });
