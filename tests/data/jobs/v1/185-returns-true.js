fn(() => true);
