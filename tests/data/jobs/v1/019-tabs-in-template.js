fn(state => ({ ...state, a: `x
	y
		z` }));
