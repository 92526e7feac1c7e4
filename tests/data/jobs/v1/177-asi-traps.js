fn(state => ({ ...state, a: 1 }))
(state)
