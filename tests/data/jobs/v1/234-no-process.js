fn(() => process.exit(0));
