fn(() => 'five');
