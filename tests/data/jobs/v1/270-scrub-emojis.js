fn(state => ({ ...state, a: scrubEmojis('a😀b'), b: humanProper('AMINA_ONE') }));
