'use strict';

exports.fn = () => (state) => ({ ...state, by: 'second' });
exports.mark = (name) => (state) => ({ ...state, mark: name });
