fn(function (state) { this.shared = 9; return state; });
fn(state => ({ ...state, a: shared }));
