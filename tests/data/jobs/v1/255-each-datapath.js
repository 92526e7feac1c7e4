each(dataPath('items[*]'), alterState(state => { state.ids = [...(state.ids || []), state.data.id]; return state; }));
