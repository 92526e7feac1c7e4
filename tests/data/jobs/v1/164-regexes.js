fn(state => ({ ...state, a: /(?<y>\d{4})/.exec('in 2024').groups.y, b: 'a/b'.split(/\//), c: /[/]/.test('/'), d: /(?<=a)b/s.test('ab') }));
