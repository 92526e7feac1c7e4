fn(state => state) garbage;
