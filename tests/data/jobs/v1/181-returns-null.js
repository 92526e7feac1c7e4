fn(() => null);
