each('$.data.items[*]', fn(state => { state.seen = [...(state.seen || []), state.data.v]; return state; }));
