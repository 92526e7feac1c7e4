fn(s => ({ ...s, a: [typeof console, typeof setTimeout, typeof clearTimeout, typeof setInterval, typeof clearInterval, typeof Buffer, typeof state, typeof Promise, typeof Intl] }));
