'use strict';

exports.fn = (callback) => (state) => callback(state);
