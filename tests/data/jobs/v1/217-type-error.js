fn(state => state.nothing.here);
