fn(() => Promise.reject(new Error('later')));
