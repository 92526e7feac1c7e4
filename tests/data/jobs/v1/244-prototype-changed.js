fn(state => { Array.prototype.lastOne = function () { return this[this.length - 1]; }; return { ...state, a: [1, 2].lastOne() }; });
