fn(state => ({ ...state, a: 1 }))
[0, 'name']
fn(state => state)
