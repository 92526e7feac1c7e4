'use strict';

exports.version = '1';
