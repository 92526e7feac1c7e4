const fn = (callback) => (state) => callback(state);

export default { fn };
