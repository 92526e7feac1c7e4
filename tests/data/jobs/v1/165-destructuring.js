fn(({ data, ...state }) => { const { items: [first, ...others], missing = 7 } = data; return { ...state, first, others, missing }; });
