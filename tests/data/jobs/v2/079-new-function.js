fn(s => ({ ...s, a: new Function('return 1')() }));
