fn(state => ({ ...state, a: dateFns.format(new Date(2024, 0, 2), 'yyyy-MM-dd') }));
