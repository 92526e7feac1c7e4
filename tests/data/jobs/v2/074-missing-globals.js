fn(s => ({ ...s, a: [typeof URL, typeof fetch, typeof process, typeof require, typeof setImmediate, typeof structuredClone, typeof atob, typeof crypto, typeof module, typeof global] }));
