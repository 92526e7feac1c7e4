fn(state => { const up = x => x; return state; });
fn(state => up(state));
