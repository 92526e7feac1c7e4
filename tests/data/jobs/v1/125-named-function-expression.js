fn(function loop(state, n) { return n > 2 ? { ...state, n } : loop(state, (n || 0) + 1); });
