fn(() => { throw 'just text'; });
