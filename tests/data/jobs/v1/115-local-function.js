fn(state => { function up(x) { return x + 1; } return { ...state, a: up(1) }; });
