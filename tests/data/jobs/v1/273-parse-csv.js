parseCsv('a,b\n1,2\n3,4', { chunkSize: 1 });
