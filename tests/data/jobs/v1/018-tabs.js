fn(state => {
	const a = 1;
	return { ...state, a };
});
