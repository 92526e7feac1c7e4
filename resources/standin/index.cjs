'use strict';

/*
 * openfn-studio-standin: the adaptor that ships with OpenFn Studio, so that the sample project runs
 * where npm does not answer. It needs nothing but Node.
 */

const http = require('./lib/http.cjs');
const mapping = require('./lib/mapping.cjs');
const platform = require('./lib/platform.cjs');

exports.execute = mapping.execute;
exports.fn = mapping.fn;
exports.fnIf = mapping.fnIf;
exports.alterState = mapping.alterState;
exports.each = mapping.each;
exports.map = mapping.map;
exports.combine = mapping.combine;
exports.field = mapping.field;
exports.fields = mapping.fields;
exports.merge = mapping.merge;
exports.source = mapping.source;
exports.sourceValue = mapping.sourceValue;
exports.dataPath = mapping.dataPath;
exports.dataValue = mapping.dataValue;
exports.referencePath = mapping.referencePath;
exports.lastReferenceValue = mapping.lastReferenceValue;

exports.get = http.get;
exports.post = http.post;
exports.put = http.put;
exports.patch = http.patch;
exports.del = http.del;
exports.fetchWithErrors = http.fetchWithErrors;

exports.request = platform.request;
