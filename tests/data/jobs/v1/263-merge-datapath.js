fn(state => ({ ...state, m: merge(dataPath('items[*]'), fields(field('who', dataValue('name'))))(state) }));
