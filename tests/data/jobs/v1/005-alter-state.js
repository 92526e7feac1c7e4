alterState(state => { state.x = 'y'; return state; });
