fn(state => { return { ...state, a: up(1) }; function up(x) { return x + 1; } });
