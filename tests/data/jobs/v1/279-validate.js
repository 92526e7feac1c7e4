validate({ type: 'object', required: ['zip'] }, state => state.data);
