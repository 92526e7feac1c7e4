fn(state => ({ ...state, a: dataPath('x'), b: referencePath('y'), c: join('$.data.items[*]', '$.data.name', 'who')(state) }));
