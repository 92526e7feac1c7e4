fn(state => ({ ...state, row: expandReferences(fields(field('name', dataValue('name')), field('n', state => state.data.n + 1), field('fixed', 'x')))(state) }));
