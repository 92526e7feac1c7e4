fn(state => ({ ...state, a: sourceValue('$.data.name')(state), b: lastReferenceValue('id')(state) }));
