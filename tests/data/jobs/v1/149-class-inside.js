fn(state => { class A {} return state; });
