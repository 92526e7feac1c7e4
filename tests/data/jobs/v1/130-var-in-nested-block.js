fn(state => { if (true) { var up = x => x + 1; } return { ...state, a: up(1) }; });
