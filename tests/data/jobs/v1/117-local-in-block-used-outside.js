fn(state => { { let up = x => x; } return { ...state, a: typeof up === 'undefined' ? 1 : up(1) }; });
