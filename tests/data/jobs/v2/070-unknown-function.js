feild('a');
