fn(state => state.data());
