fn(() => new Promise(() => {}));
