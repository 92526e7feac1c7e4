/* a */ fn(/* b */ state /* c */ => /* d */ ({ ...state, a: 1 }) /* e */) /* f */; // g
