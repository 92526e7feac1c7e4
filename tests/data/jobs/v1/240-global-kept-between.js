fn(state => { dataValue = () => () => 'mine'; return state; });
fn(state => ({ ...state, a: dataValue('data.name')(state) }));
