this.fn(s => ({ ...s, a: 1 }));
