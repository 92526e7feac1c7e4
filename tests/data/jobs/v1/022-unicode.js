fn(state => ({ ...state, 'größe': '日本語 😀', é: "\u{1F600}" }));
