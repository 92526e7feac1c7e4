fn(state => { console.log('a', 1); console.info('b'); console.warn('c'); console.error('d'); console.debug('e'); return { ...state, a: 1 }; });
