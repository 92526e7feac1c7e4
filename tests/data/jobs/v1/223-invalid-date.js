fn(() => new Date(NaN).toISOString());
