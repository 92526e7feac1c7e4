fn.call(this, s => ({ ...s, a: typeof this }));
