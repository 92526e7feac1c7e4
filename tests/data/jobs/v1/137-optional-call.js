fn?.(state => state);
