fn(() => require('fs'));
