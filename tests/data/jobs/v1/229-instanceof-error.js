fn(state => { try { null.x; } catch (e) { return { ...state, a: e instanceof TypeError, b: e instanceof Error }; } });
